namespace Connector.SuperOffice.Fields;

/// <summary>The lists behind list fields.</summary>
public sealed class CrmLists
{
    private readonly FieldLists _lists;
    private readonly ListDirectory _directory;

    internal CrmLists(FieldLists lists, ListDirectory directory) => (_lists, _directory) = (lists, directory);

    /// <summary>The tenant's lists, read anew: for a person who looks for one.</summary>
    public Task<IReadOnlyList<ListInfo>> ListAllAsync(CancellationToken cancellationToken) => _directory.AllAsync(cancellationToken);

    /// <summary>The items of a list that comes with the product, read anew; null if there is no such list.</summary>
    /// <param name="name">The list's name in the API: <c>ConsentPurpose</c>, <c>LegalBase</c>, <c>Category</c>, <c>Country</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IReadOnlyList<KeyedItem>?> ReadBuiltInAsync(string name, CancellationToken cancellationToken) => _directory.BuiltInAsync(name, cancellationToken);

    /// <summary>The items of one of <see cref="ListAllAsync"/>, read anew; null if the API does not know it any more.</summary>
    public Task<IReadOnlyList<ListItem>?> ReadItemsAsync(ListInfo list, CancellationToken cancellationToken) => _directory.ItemsAsync(list, cancellationToken);

    /// <summary>Every documented way to a list field's items, each tried, whatever came of the one before: for whoever asks why a list is not found.</summary>
    public Task<IReadOnlyList<ListRoute>> TryRoutesAsync(
        FieldDefinition field, CancellationToken cancellationToken) => _directory.TryRoutesAsync(field, cancellationToken);

    /// <summary>
    /// The items of a list field and how they were found, cached for 10 minutes. A list that cannot be found is asked for again after a minute.
    /// </summary>
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
