namespace Connector.Worker.Writing;

/// <summary>What happens to a name for which a field's list has no item.</summary>
public enum UnknownItem
{
    /// <summary>It is shown, and nothing is written.</summary>
    Report,

    /// <summary>The item is created, at most <see cref="TenantOptions.ListItemsPerDay"/> of them a day, where the field would then be written.</summary>
    Create,
}

/// <summary>What happens to a text that is longer than its field.</summary>
public enum TooLongText
{
    /// <summary>It is cut, at a word where one ends near.</summary>
    Cut,

    /// <summary>It is shown, and nothing is written.</summary>
    Refuse,
}
