using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Connector.Dashboard.Paging;
using Connector.Jobs.Runs;
using Microsoft.AspNetCore.Mvc;

namespace Connector.Dashboard.History;

/// <summary>Which runs an address asks for, of the API and of the page alike.</summary>
/// <param name="Q">Words.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Status">A word of <see cref="SyncRunStatus"/>.</param>
/// <param name="Trigger">An event's name.</param>
/// <param name="Reason">A reason.</param>
/// <param name="Error">An error class.</param>
/// <param name="Since">A moment, or how long ago.</param>
/// <param name="Until">A moment, or how long ago.</param>
/// <param name="Sort">A word of <see cref="RunSort"/>.</param>
/// <param name="After">Where it goes on.</param>
/// <param name="Take">How many at most.</param>
public readonly record struct RunAddress(
    [property: FromQuery(Name = "q")] string? Q,
    [property: FromQuery(Name = "tenant")] string? Tenant,
    [property: FromQuery(Name = "status")] string? Status,
    [property: FromQuery(Name = "trigger")] string? Trigger,
    [property: FromQuery(Name = "reason")] string? Reason,
    [property: FromQuery(Name = "error")] string? Error,
    [property: FromQuery(Name = "since")] string? Since,
    [property: FromQuery(Name = "until")] string? Until,
    [property: FromQuery(Name = "sort")] string? Sort,
    [property: FromQuery(Name = "after")] string? After,
    [property: FromQuery(Name = "take"), Range(1, PageQuery.MostTake)] int? Take)
{
    private const int LongestWord = 100;

    /// <summary>What it asks for; or what is wrong with it, for people. Blank is as good as left out: a form sends all of its fields.</summary>
    public (RunQuery? Query, string? Problem) Read(DateTimeOffset now)
    {
        var (sort, sortProblem) = Word<RunSort>(Sort, "sort", RunSort.Changed);
        var (status, statusProblem) = Word<SyncRunStatus>(Status, "status");
        var (since, sinceProblem) = Moment(Since, "since", now);
        var (until, untilProblem) = Moment(Until, "until", now);
        var cursor = Given(After) is { } after ? RunCursor.TryParse(after) : null;
        var problem = sortProblem ?? statusProblem ?? sinceProblem ?? untilProblem
            ?? (Q?.Length > SearchTerms.LongestText ? $"'q' may have {SearchTerms.LongestText} characters." : null)
            ?? (new[] { Trigger, Reason, Error, Tenant }.Any(word => word?.Length > LongestWord) ? $"'trigger', 'reason' and 'error' may have {LongestWord} characters." : null)
            ?? (Given(After) is not null && (cursor is null || cursor.Sort != sort) ? "'after' is not what an answer with this 'sort' had as 'next'. Leave it out to begin with the newest." : null);
        return problem is not null ? (null, problem) : (
            new RunQuery
            {
                Text = Given(Q),
                Tenant = Given(Tenant),
                Status = status,
                Trigger = Given(Trigger),
                Reason = Given(Reason),
                Error = Given(Error),
                Since = since,
                Until = until,
                Sort = sort!.Value,
                After = cursor,
                Take = Math.Clamp(Take ?? Page.DefaultTake, 1, PageQuery.MostTake),
            },
            null);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static (T? Value, string? Problem) Word<T>(string? text, string name, T? ifNone = null)
        where T : struct, Enum =>
        Given(text) is not { } word ? (ifNone, null)
        : Enum.GetValues<T>().Cast<T?>().FirstOrDefault(value => string.Equals(value.ToString(), word, StringComparison.OrdinalIgnoreCase)) is { } known ? (known, null)
        : (null, $"'{name}' must be one of {string.Join(", ", Enum.GetNames<T>().Select(one => one.ToLowerInvariant()))}.");

    private static (DateTimeOffset? At, string? Problem) Moment(string? text, string name, DateTimeOffset now)
    {
        if (Given(text) is not { } moment)
        {
            return (null, null);
        }

        if (int.TryParse(moment[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 100_000)
        {
            switch (moment[^1])
            {
                case 'm': return (now.AddMinutes(-number), null);
                case 'h': return (now.AddHours(-number), null);
                case 'd': return (now.AddDays(-number), null);
            }
        }

        return DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? (at, null)
            : (null, $"'{name}' must be a moment such as 2026-05-04 or 2026-05-04T08:30Z, or how long ago: 30m, 24h, 7d.");
    }
}
