using Connector.Jobs.Ledger;
using Connector.Jobs.Spend;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Limits;

/// <summary>
/// How much may be spent and written: what people raise when work waits for it. So it is the one part of the default tenant's settings that
/// counts anew without a restart, see <see cref="Tenants.LimitsWatch"/>; a tenant's file that changes brings new limits with everything else.
/// </summary>
internal sealed class TenantLimits(IOptions<TenantOptions> tenant)
{
    private volatile Limits _now = Limits.Of(tenant.Value);

    /// <summary>What analyses may cost.</summary>
    public SpendLimits Spend => _now.Spend;

    /// <summary>How many accounts may be written by themselves.</summary>
    public WriteBudget WriteBudget => _now.WriteBudget;

    /// <summary>Has other settings count from now on.</summary>
    /// <returns>False if they say the same.</returns>
    public bool Take(TenantOptions options)
    {
        var (before, next) = (_now, Limits.Of(options));
        _now = next;
        return next != before;
    }

    private sealed record Limits(SpendLimits Spend, WriteBudget WriteBudget)
    {
        public static Limits Of(TenantOptions options) => new(
            new SpendLimits(
                options.Spend.CallsPerDay,
                options.Spend.AmountPerDay,
                options.Spend.ExpectedCost,
                options.Spend.Currency,
                TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone)),
            options.WriteBudget.ToBudget());
    }
}
