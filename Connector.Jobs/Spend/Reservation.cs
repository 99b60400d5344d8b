namespace Connector.Jobs.Spend;

/// <summary>Whether an analysis may be begun, and how the day stands.</summary>
/// <param name="Verdict">Whether it may.</param>
/// <param name="Round">What tells the analysis from an earlier one of the same fingerprint; empty for the first.</param>
/// <param name="Calls">With a cap or a new reservation: the day's analyses.</param>
/// <param name="Amount">With a cap or a new reservation: what they cost, or are expected to.</param>
/// <param name="Day">The day it counts for.</param>
/// <param name="Alarm">The threshold in per cent to be told now; 0 if none.</param>
public sealed record Reservation(ReservationVerdict Verdict, string Round, int Calls, decimal Amount, SpendDay Day, int Alarm);

/// <summary>Whether an analysis may be begun.</summary>
public enum ReservationVerdict
{
    /// <summary>It may: its cost is set aside.</summary>
    Reserved,

    /// <summary>It was begun before and has not been answered: ask again, at no further cost.</summary>
    Open,

    /// <summary>It has been answered, and the answer is stored.</summary>
    Answered,

    /// <summary>The day's analyses are used up.</summary>
    NoCallsLeft,

    /// <summary>The day's money is.</summary>
    NoMoneyLeft,
}

/// <summary>What a tenant has spent on its present day.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Day">The day's date where the tenant is; null if nothing has been asked since the last one ended.</param>
/// <param name="EndsAt">When the day ends.</param>
/// <param name="Calls">Analyses begun.</param>
/// <param name="CallsCap">How many may be.</param>
/// <param name="Settled">What the answered ones cost.</param>
/// <param name="Reserved">What the others are expected to cost; what is never answered stays.</param>
/// <param name="AmountCap">What all may cost.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Unanswered">Analyses that were begun in the last seven days, this one or earlier, and have not been answered.</param>
/// <param name="UnansweredSince">When the oldest of them was begun; null if there is none.</param>
public sealed record SpendToday(
    string Tenant, string? Day, DateTimeOffset? EndsAt, int Calls, int CallsCap, decimal Settled, decimal Reserved, decimal AmountCap, string Currency,
    int Unanswered, DateTimeOffset? UnansweredSince)
{
    /// <summary>The fuller of the two caps, in per cent, rounded down.</summary>
    public int Percent => (int)Math.Min(999, Math.Max(Share(Calls, CallsCap), Share(Settled + Reserved, AmountCap)));

    private static decimal Share(decimal used, decimal cap) => cap > 0 ? Math.Floor(used * 100 / cap) : 100;
}
