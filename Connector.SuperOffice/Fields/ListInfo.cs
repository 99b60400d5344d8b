namespace Connector.SuperOffice.Fields;

/// <summary>A list of the tenant.</summary>
/// <param name="Id">Its id, which user-defined fields know it by.</param>
/// <param name="Name">What people see.</param>
/// <param name="Kind">Its name among MDO lists, such as <c>udlist108</c>; empty if it is none.</param>
/// <param name="IsUsedByFields">Whether a user-defined field has it.</param>
public sealed record ListInfo(int Id, string Name, string Kind, bool IsUsedByFields);

/// <summary>An item of a list that comes with the product.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people see.</param>
/// <param name="Key">The name that does not change with the language, such as that of a consent purpose; empty for lists whose items have none.</param>
public sealed record KeyedItem(int Id, string Name, string Key);

/// <summary>A way to a list's items, and where it led.</summary>
/// <param name="Route">The call, such as <c>GET v1/MDOList/udlist108</c>.</param>
/// <param name="Items">How many items it gave; null if it led nowhere.</param>
/// <param name="Problem">Why it led nowhere; empty if it did not.</param>
public sealed record ListRoute(string Route, int? Items, string Problem);
