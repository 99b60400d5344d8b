namespace Connector.SuperOffice.Fields;

/// <summary>What was found of a list's items, and how.</summary>
/// <param name="Items">The items that are not deleted; null if no route leads to the list.</param>
/// <param name="Tried">The routes that were tried, in order; the last one led to the items, if any did.</param>
public sealed record FieldList(IReadOnlyList<ListItem>? Items, IReadOnlyList<ListAttempt> Tried)
{
    /// <summary>False for a list whose items cannot be told: its labels are unresolved, and nothing else.</summary>
    public bool IsResolved => Items is not null;
}

/// <summary>A route to a list's items.</summary>
/// <param name="Route">The call, such as <c>GET v1/MDOList/udlist108</c>.</param>
/// <param name="Outcome">Where it led.</param>
public sealed record ListAttempt(string Route, ListOutcome Outcome);

/// <summary>Where a route led.</summary>
public enum ListOutcome
{
    /// <summary>To the items.</summary>
    Found,

    /// <summary>Nowhere: 404.</summary>
    Missing,

    /// <summary>To null, which is how an agent says that it does not know.</summary>
    Nothing,
}
