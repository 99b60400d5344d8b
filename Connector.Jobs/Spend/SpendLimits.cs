namespace Connector.Jobs.Spend;

/// <summary>What a tenant's analyses may cost.</summary>
/// <param name="CallsPerDay">Analyses begun a day.</param>
/// <param name="AmountPerDay">Money a day.</param>
/// <param name="ExpectedCost">What one is taken to cost until its answer says.</param>
/// <param name="Currency">The currency of both, an ISO 4217 code.</param>
/// <param name="Zone">Where the tenant's days begin and end.</param>
public sealed record SpendLimits(int CallsPerDay, decimal AmountPerDay, decimal ExpectedCost, string Currency, TimeZoneInfo Zone);
