namespace Connector.SuperOffice.Fields;

/// <summary>The lists behind list fields.</summary>
public sealed class CrmLists
{
    private readonly FieldLists _lists;

    internal CrmLists(FieldLists lists) => _lists = lists;

    /// <summary>The items of a list field and how they were found, cached for 10 minutes. A list that cannot be found is asked for again after a minute.</summary>
    public Task<FieldList> ResolveAsync(FieldDefinition field, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(field);
        return _lists.ResolveAsync(field, cancellationToken);
    }

    /// <summary>The same, read anew: for whoever must know what the list is now. Where that fails, what is known stays.</summary>
    public Task<FieldList> ReadAsync(FieldDefinition field, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(field);
        return _lists.ReadAsync(field, cancellationToken);
    }

    /// <summary>
    /// The item of that name, created if the list has none: the list is read anew before and after, so that of two processes that create at once both
    /// go on with the same item. Names are compared as <see cref="ListItems.Find"/> does. Whether this is ever called is for the caller's settings to say.
    /// </summary>
    /// <exception cref="ArgumentException">The field has no user-defined list, or the name cannot be one; nothing was sent.</exception>
    public Task<ListItem> CreateListItemAsync(FieldDefinition field, string name, string tooltip, CancellationToken cancellationToken) =>
        _lists.CreateItemAsync(field, name, tooltip ?? "", cancellationToken);
}
