using System.Collections.Immutable;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Events;

namespace Connector.Sandbox.Tenant.Database;

/// <summary>
/// The rows of one entity. Each save bumps <c>updated</c>, <c>updated_associate_id</c> and <c>updatedCount</c> of the root row
/// and raises an event, atomically and in this order; what a save of child rows or user-defined fields alone does, SuperOffice
/// documents only in part, so <see cref="Faults"/> has a switch for either.
/// </summary>
internal sealed class EntityTable<TRow>(TenantDatabase database, EventFeed events, Faults faults, TimeProvider time)
    where TRow : EntityRow
{
    private static readonly string[] Housekeeping = ["updated_associate_id", "updated", "updatedCount"];
    private ImmutableSortedDictionary<int, TRow> _rows = ImmutableSortedDictionary<int, TRow>.Empty;

    /// <summary>A snapshot of all rows by id, deleted ones included.</summary>
    public IEnumerable<TRow> All => _rows.Values;

    public TRow? Find(int id) => _rows.GetValueOrDefault(id);

    /// <summary>Puts rows in without an event, in place of all there are.</summary>
    public void Load(IEnumerable<TRow> rows)
    {
        lock (database.Gate)
        {
            _rows = rows.ToImmutableSortedDictionary(row => row.Id, row => row);
        }
    }

    /// <summary>Saves a new row; its id and housekeeping are set here.</summary>
    public TRow Insert(TRow draft, int associateId)
    {
        lock (database.Gate)
        {
            var now = time.GetUtcNow();
            var row = draft with
            {
                Id = database.NextId(),
                Registered = now,
                RegisteredBy = associateId,
                Updated = now,
                UpdatedBy = associateId,
                UpdatedCount = 0,
                UserdefId = draft.UserFields.IsEmpty ? 0 : database.NextId(),
            };
            _rows = _rows.SetItem(row.Id, row);
            events.Raise("created", row, CreatedColumns(row), associateId);
            return row;
        }
    }

    /// <summary>Saves a change to a row.</summary>
    /// <param name="id">Which row.</param>
    /// <param name="change">Makes the new row from the present one; may throw to refuse.</param>
    /// <param name="associateId">Who saves.</param>
    /// <param name="always">Save even if nothing differs, as the API does; a user's dialog would not.</param>
    /// <returns>The row as it is now, or null if there is none.</returns>
    public TRow? Update(int id, Func<TRow, TRow> change, int associateId, bool always = false)
    {
        lock (database.Gate)
        {
            if (!_rows.TryGetValue(id, out var old))
            {
                return null;
            }

            var row = change(old);
            var columns = ChangedRootColumns(old, row);
            var fields = !row.SameFields(old);
            var firstFields = fields && old.UserdefId == 0;
            if (firstFields)
            {
                row = row with { UserdefId = database.NextId() };
            }

            // A save of nothing counts as one of fields: it is what a PATCH of equal values amounts to.
            var extra = columns.Count > 0 ? RowEvents.Housekeeping
                : fields || (always && row.SameChildren(old)) ? faults.FieldEditEvents
                : !row.SameChildren(old) ? faults.ChildEditEvents
                : RowEvents.None;
            if (extra != RowEvents.None)
            {
                row = row with { Updated = time.GetUtcNow(), UpdatedBy = associateId, UpdatedCount = old.UpdatedCount + 1 };
                string[] userdef = firstFields || extra == RowEvents.Userdef ? ["userdef_id"] : [];
                events.Raise("changed", row, [row.KeyColumn, .. Housekeeping, .. columns, .. userdef], associateId);
            }

            _rows = _rows.SetItem(id, row);
            return row;
        }
    }

    /// <summary>Deletes as the user interface does: the row stays, marked.</summary>
    /// <returns>False if there is no such row alive.</returns>
    public bool SoftDelete(int id, int associateId)
    {
        lock (database.Gate)
        {
            if (!_rows.TryGetValue(id, out var old) || old.DeletedAt is not null)
            {
                return false;
            }

            var now = time.GetUtcNow();
            var row = old with { DeletedAt = now, Updated = now, UpdatedBy = associateId, UpdatedCount = old.UpdatedCount + 1 };
            _rows = _rows.SetItem(id, row);
            events.Raise("softdeleted", row, [], associateId);
            return true;
        }
    }

    /// <summary>
    /// Takes back a deletion by hand. What SuperOffice raises then it does not document; here it is a change that names no column but the housekeeping ones.
    /// </summary>
    /// <returns>False if there is no such row that is marked as deleted.</returns>
    public bool Restore(int id, int associateId)
    {
        lock (database.Gate)
        {
            if (!_rows.TryGetValue(id, out var old) || old.DeletedAt is null)
            {
                return false;
            }

            var row = old with { DeletedAt = null, Updated = time.GetUtcNow(), UpdatedBy = associateId, UpdatedCount = old.UpdatedCount + 1 };
            _rows = _rows.SetItem(id, row);
            events.Raise("changed", row, [row.KeyColumn, .. Housekeeping], associateId);
            return true;
        }
    }

    /// <summary>Removes permanently, as the system does two weeks later.</summary>
    /// <returns>False if there is no such row.</returns>
    public bool Remove(int id, int associateId)
    {
        lock (database.Gate)
        {
            if (!_rows.TryGetValue(id, out var old))
            {
                return false;
            }

            _rows = _rows.Remove(id);
            events.Raise("deleted", old, [], associateId);
            return true;
        }
    }

    private static List<string> ChangedRootColumns(TRow old, TRow row)
    {
        List<string> columns =
            [.. old.RootColumns.Zip(row.RootColumns).Where(pair => !pair.First.Value.Equals(pair.Second.Value)).Select(pair => pair.First.Column)];
        if (columns.Exists(row.IsPhonetic))
        {
            columns.Insert(0, "soundEx");
        }

        return columns;
    }

    private static string[] CreatedColumns(TRow row)
    {
        var set = row.RootColumns.Where(column => column.Value is not ("" or 0 or false)).Select(column => column.Column);
        string[] phonetic = row.RootColumns.Any(column => row.IsPhonetic(column.Column)) ? ["soundEx"] : [];
        string[] userdef = row.UserdefId == 0 ? [] : ["userdef_id"];
        return [row.KeyColumn, .. row.CreationColumns, .. phonetic, .. set, .. userdef];
    }
}
