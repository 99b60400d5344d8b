using System.Globalization;
using Connector.Dashboard.Paging;
using Connector.Jobs.Spend;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What enriching costs.</summary>
internal static class SpendEndpoints
{
    public static void MapSpend(this IEndpointRouteBuilder api)
    {
        var spend = api.MapGroup("/spend").WithTags("spend");
        spend.MapGet("", ListAsync).WithSummary("What each tenant has spent in its present day, and its caps.");
        spend.MapGet("/days", ListDaysAsync).WithSummary(
            "What each day cost, per tenant, the last day first, since a date such as 2026-11-01; with sums of all of them, whatever part is asked for. "
            + $"A day is kept for {SpendHistory.DaysKept} days after its last analysis: 'keptSince' is the first of which nothing is missing.");
    }

    private static async Task<Ok<ItemList<SpendToday>>> ListAsync([AsParameters] PageQuery part, SpendBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(part.Of(await book.TodayAsync(cancellationToken)));

    private static async Task<Results<Ok<SpendDays>, ProblemHttpResult>> ListDaysAsync(
        string? since, string? tenant, [AsParameters] PageQuery part, SpendHistory history, CancellationToken cancellationToken)
    {
        DateOnly? from = DateOnly.TryParseExact(since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        if (since is not null && from is null)
        {
            return Refusals.BadRequest("'since' must be a date such as 2026-11-01.");
        }

        var days = await history.ReadAsync(from, tenant, cancellationToken);
        var (items, total) = part.Of(days);
        return TypedResults.Ok(new SpendDays(
            items, total!.Value,
            [.. days.GroupBy(day => day.Currency).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new SpendSum(
                one.Key, one.Sum(day => (long)day.Calls), one.Sum(day => day.Settled), one.Sum(day => day.Reserved)))],
            history.KeptSince));
    }

    /// <summary>What days cost.</summary>
    /// <param name="Items">The days that were asked for.</param>
    /// <param name="Total">How many there are in all.</param>
    /// <param name="Sums">What all of them cost, a sum for each currency.</param>
    /// <param name="KeptSince">The first day of which nothing is missing.</param>
    private sealed record SpendDays(IReadOnlyList<SpendOfDay> Items, long Total, IReadOnlyList<SpendSum> Sums, DateOnly KeptSince);

    /// <summary>What all days cost in a currency.</summary>
    private sealed record SpendSum(string Currency, long Calls, decimal Settled, decimal Reserved);
}
