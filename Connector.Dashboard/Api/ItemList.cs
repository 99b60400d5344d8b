namespace Connector.Dashboard.Api;

/// <summary>A list in the API: an object, so that it can grow members.</summary>
/// <param name="Items">What was asked for.</param>
internal sealed record ItemList<T>(IReadOnlyList<T> Items);
