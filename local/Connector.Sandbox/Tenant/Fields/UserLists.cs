using System.Collections.Immutable;

namespace Connector.Sandbox.Tenant.Fields;

/// <summary>The tenant's user-defined lists. Items can be added; a reset takes them away again.</summary>
internal sealed class UserLists
{
    /// <summary>Items in a list; more are refused.</summary>
    private const int Limit = 1000;
    private ImmutableSortedDictionary<int, UserList> _lists = Seeded();

    public IEnumerable<UserList> All => _lists.Values;

    public UserList? Find(int id) => _lists.GetValueOrDefault(id);

    public UserList? Find(string name) => _lists.Values.FirstOrDefault(list => list.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds an item at the end of a list that exists.</summary>
    /// <exception cref="TenantException">400: the list is full.</exception>
    public UserListItem Add(int listId, string name, string tooltip)
    {
        UserListItem? added = null;
        ImmutableInterlocked.Update(ref _lists, lists =>
        {
            var list = lists[listId];
            added = new(list.Items.Max(item => item.Id) + 1, name, Tooltip: tooltip);
            return list.Items.Count < Limit
                ? lists.SetItem(listId, list with { Items = list.Items.Add(added) })
                : throw TenantException.BadRequest($"A list has no more than {Limit} items");
        });
        return added!;
    }

    public void Reset() => _lists = Seeded();

    private static ImmutableSortedDictionary<int, UserList> Seeded() =>
        ImmutableSortedDictionary<int, UserList>.Empty.Add(UserList.VerticalId, UserList.Verticals);
}
