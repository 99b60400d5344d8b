using System.CommandLine;

namespace Connector.Cli.Asking;

/// <summary>Which runs are meant.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Only this tenant's." };
    private readonly Option<string?> _status = new("--status") { Description = "completed, processing, failed, proposed, unchanged or skipped." };
    private readonly Option<string?> _since = new("--since") { Description = "Changed then or later: a moment such as 2026-05-04T08:30Z, or how long ago: 30m, 24h, 7d." };
    private readonly Option<string?> _until = new("--until") { Description = "Changed before; said likewise." };
    private readonly Option<string?> _reason = new("--reason") { Description = "Taken up, or ended, for this reason." };
    private readonly Option<string?> _error = new("--error") { Description = "With a dead letter that died of this." };
    private readonly Option<string?> _after = new("--after") { Description = "Goes on where a list ended: what it said." };
    private readonly Option<int?> _take = CommonOptions.Take();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _tenant, _status, _since, _until, _reason, _error, _after, _take })
        {
            command.Add(option);
        }
    }

    /// <summary>The address that lists them.</summary>
    public string Path(ParseResult parsed, string? text) => CommonOptions.Query(
        "api/runs",
        ("q", text),
        ("tenant", parsed.GetValue(_tenant)),
        ("status", parsed.GetValue(_status)),
        ("since", parsed.GetValue(_since)),
        ("until", parsed.GetValue(_until)),
        ("reason", parsed.GetValue(_reason)),
        ("error", parsed.GetValue(_error)),
        ("after", parsed.GetValue(_after)),
        ("take", parsed.GetValue(_take)));
}
