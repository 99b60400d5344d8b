using System.Globalization;
using System.Text;
using Connector.Jobs.Runs;

namespace Connector.Dashboard.Api;

/// <summary>Runs as comma-separated values (RFC 4180), for spreadsheets: no text of others' is a formula there.</summary>
internal static class RunTable
{
    private const string Head = "status,company,account,owner,tenant,triggers,first event,last change,latency ms,written,kept,proposed,cost,cost avoided,reasons,error classes,error,run";

    public static string Of(IEnumerable<SyncRun> runs)
    {
        var table = new StringBuilder("\uFEFF").Append(Head).Append("\r\n");
        foreach (var run in runs)
        {
            string?[] cells =
            [
                run.Status.ToString().ToLowerInvariant(), run.Name, run.Account, run.Owner, run.Tenant, Counts(run.Triggers), Time(run.FirstAt), Time(run.UpdatedAt),
                run.LatencyMs?.ToString(CultureInfo.InvariantCulture), Number(run, "written"), Number(run, "kept"), Number(run, "proposed"), run.Cost, run.CostAvoided,
                string.Join(' ', run.Reasons), string.Join(' ', run.ErrorClasses), run.Error, run.Id,
            ];
            table.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return table.ToString();
    }

    // A spreadsheet takes what begins so for a formula, quoted or not.
    private static string Cell(string? text) =>
        string.IsNullOrEmpty(text) ? "" : $"\"{(text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        string.Join(' ', counts.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}×{one.Value}")));

    private static string Number(SyncRun run, string what) => run.Fields.GetValueOrDefault(what).ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
