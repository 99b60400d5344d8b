using System.Text.Json.Serialization;

namespace Connector.Dashboard.Paging;

/// <summary>A list in the API: an object, so that it can grow members.</summary>
/// <param name="Items">What was asked for.</param>
/// <param name="Total">How many there are in all; left out where counting them would take reading them.</param>
internal sealed record ItemList<T>(IReadOnlyList<T> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total = null);
