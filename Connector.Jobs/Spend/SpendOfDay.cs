namespace Connector.Jobs.Spend;

/// <summary>What a tenant has spent on a day on which it began an analysis.</summary>
/// <param name="Day">The day's date where the tenant is.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Calls">Analyses begun.</param>
/// <param name="Settled">What the answered ones cost.</param>
/// <param name="Reserved">What those that were not answered are expected to cost; what is never answered stays.</param>
/// <param name="Currency">An ISO 4217 code.</param>
public sealed record SpendOfDay(DateOnly Day, string Tenant, int Calls, decimal Settled, decimal Reserved, string Currency);
