using System.Globalization;
using Connector.Jobs.Spend;

namespace Connector.Worker.Spending;

/// <summary>The tenant's day has no analysis left, or not enough money for one.</summary>
internal sealed class SpendCapException(Reservation refused, SpendLimits limits) : Exception(Describe(refused, limits))
{
    private static string Describe(Reservation refused, SpendLimits limits)
    {
        var isCalls = refused.Verdict == ReservationVerdict.NoCallsLeft;
        var until = refused.Day.EndsAt.UtcDateTime;
        return isCalls
            ? string.Create(CultureInfo.InvariantCulture,
                $"{refused.Calls} of {limits.CallsPerDay} analyses of {refused.Day.Name} are used up; goes on at {until:yyyy-MM-dd HH:mm} UTC, or once Tenant:Spend:CallsPerDay is raised")
            : string.Create(CultureInfo.InvariantCulture,
                $"{refused.Amount:0.##} of {limits.AmountPerDay:0.##} {limits.Currency} of {refused.Day.Name} are used up; goes on at {until:yyyy-MM-dd HH:mm} UTC, or once Tenant:Spend:AmountPerDay is raised");
    }
}
