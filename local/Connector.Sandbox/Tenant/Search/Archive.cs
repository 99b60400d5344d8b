using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tenant.Search;

/// <summary>A column of an archive.</summary>
/// <param name="Name">In the archive's own spelling, which is not the carrier's.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Value">What it is filtered and sorted by, of the type its kind names.</param>
/// <param name="Shown">What is answered, where that is not the value: a list item's text, an associate's initials.</param>
internal sealed record ArchiveColumn<TRow>(string Name, ColumnKind Kind, Func<TRow, object> Value, Func<TRow, string>? Shown = null);

/// <summary>Answers searches of one kind of row.</summary>
internal interface IArchive
{
    /// <summary>The rows of a page, and whether more follow.</summary>
    /// <exception cref="TenantException">400: an unknown column, or an operator it does not take.</exception>
    (JsonArray Rows, bool More) Find(SearchQuery query, SearchHabits habits);
}

/// <summary>In what SuperOffice's sources differ; switches decide.</summary>
/// <param name="OrEqual"><c>le</c> and <c>ge</c> work.</param>
/// <param name="NumericKeys"><c>PrimaryKey</c> is a number.</param>
internal sealed record SearchHabits(bool OrEqual, bool NumericKeys);

/// <summary>An archive over the rows of a table; deleted ones are none of its business.</summary>
internal sealed class Archive<TRow>(
    string entityName, Func<IEnumerable<TRow>> rows, Func<TRow, int> key, IReadOnlyList<ArchiveColumn<TRow>> columns) : IArchive
{
    private readonly Dictionary<string, ArchiveColumn<TRow>> _columns = columns.ToDictionary(column => column.Name);

    public (JsonArray Rows, bool More) Find(SearchQuery query, SearchHabits habits)
    {
        var shown = query.Select.Count == 0 ? columns : [.. query.Select.Distinct().Select(Column)];
        var found = rows();
        foreach (var term in query.Filter)
        {
            var column = Column(term.Column);
            var test = FilterOperators.Test(term, column.Kind, habits.OrEqual);
            found = found.Where(row => test(column.Value(row)));
        }

        var sorted = found.Order(new ByColumns([.. query.OrderBy.Select(order => (Column(order.Column), order.Descending))], key));
        var page = sorted.Skip(query.Skip).Take(query.Top + 1).ToList();
        return (new([.. page.Take(query.Top).Select(row => (JsonNode)Slim(row, shown, habits))]), page.Count > query.Top);
    }

    private JsonObject Slim(TRow row, IReadOnlyList<ArchiveColumn<TRow>> shown, SearchHabits habits)
    {
        var slim = new JsonObject
        {
            ["PrimaryKey"] = habits.NumericKeys ? key(row) : $"{key(row)}",
            ["EntityName"] = entityName,
        };
        foreach (var column in shown)
        {
            slim[column.Name] = column.Shown is { } text ? text(row) : column.Value(row) switch
            {
                int number => number,
                bool flag => flag,
                decimal amount => amount,
                DateTimeOffset date => TenantJson.Date(date),
                var other => $"{other}",
            };
        }

        return slim;
    }

    private ArchiveColumn<TRow> Column(string name) =>
        _columns.GetValueOrDefault(name) ?? throw TenantException.BadRequest("The search names a column this archive does not have");

    /// <summary>By the columns asked for, then by key, so that pages do not overlap.</summary>
    private sealed class ByColumns(IReadOnlyList<(ArchiveColumn<TRow> Column, bool Descending)> orders, Func<TRow, int> key) : IComparer<TRow>
    {
        public int Compare(TRow? x, TRow? y)
        {
            foreach (var (column, descending) in orders)
            {
                var (left, right) = (column.Value(x!), column.Value(y!));
                var compared = left is string text ? string.Compare(text, (string)right, StringComparison.OrdinalIgnoreCase) : Comparer<object>.Default.Compare(left, right);
                if (compared != 0)
                {
                    return descending ? -compared : compared;
                }
            }

            return key(x!).CompareTo(key(y!));
        }
    }
}
