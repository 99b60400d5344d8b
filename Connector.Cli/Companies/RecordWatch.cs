using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Companies;

/// <summary>Follows records through the dashboard's API until the connector is done with them: each step is said once.</summary>
internal sealed class RecordWatch(DashboardClient dashboard, string tenant, IReadOnlyList<string> entities, Screen? screen)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private readonly List<(string Entity, JsonElement Step)> _steps = [];
    private readonly Dictionary<string, Dictionary<string, JsonElement>> _jobs = entities.ToDictionary(entity => entity, _ => new Dictionary<string, JsonElement>());
    private bool _isDone;
    private string? _heldFor;

    /// <summary>Watches.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!(_isDone = await LookAsync(cancellationToken)) && TimeProvider.System.GetElapsedTime(begun) < patience)
        {
            await Task.Delay(BetweenLooks, cancellationToken);
        }

        foreach (var entity in entities)
        {
            screen?.Say($"{entity}: {(EndOf(entity) is { } job ? TextOf(job) : "no event of it has come. Is the webhook there? connector webhooks list")}");
        }

        if (!_isDone)
        {
            screen?.Say($"It has not ended yet. To look again: connector explain {tenant} {entities[0]}");
        }

        return _isDone && entities.All(entity => StateOf(entity) != "dead") ? ExitCode.Good : ExitCode.Bad;
    }

    /// <summary>All that was seen.</summary>
    public JsonObject ToJson() => new()
    {
        ["ended"] = _isDone,
        ["heldFor"] = _heldFor,
        ["records"] = new JsonArray([.. entities.Select(entity => (JsonNode)new JsonObject
        {
            ["entity"] = entity,
            ["state"] = StateOf(entity),
            ["outcome"] = EndOf(entity) is { } job ? Screen.Text(job, "outcome") : null,
            ["reason"] = EndOf(entity) is { } same ? Screen.Text(same, "reason") : null,
            ["steps"] = new JsonArray([.. _steps.Where(one => one.Entity == entity).Select(one => JsonNode.Parse(one.Step.GetRawText()))]),
        })]),
    };

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var runs = await TellStepsAsync(cancellationToken);
        foreach (var run in runs)
        {
            foreach (var job in (await dashboard.GetAsync($"api/runs/{Names.Id("run", run)}", cancellationToken)).GetProperty("jobs").EnumerateArray())
            {
                if (_jobs.TryGetValue(Screen.Text(job, "entity"), out var jobs))
                {
                    jobs[Screen.Text(job, "id")] = job;
                }
            }
        }

        var done = entities.All(entity => StateOf(entity) is "finished" or "dead");
        await (done ? TellStepsAsync(cancellationToken) : TellHoldAsync(cancellationToken));
        return done;
    }

    // The runs that they stand in. Jobs are looked at after that: once all are over, the steps are asked for again, so that none is missing.
    private async Task<IReadOnlyCollection<string>> TellStepsAsync(CancellationToken cancellationToken)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entity in entities)
        {
            var explanation = await dashboard.GetAsync($"api/explain/{Names.Tenant(tenant)}/{Names.Entity(entity)}", cancellationToken);
            foreach (var step in explanation.GetProperty("steps").EnumerateArray())
            {
                runs.Add(Screen.Text(step, "run"));
                Tell(entity, step);
            }
        }

        return runs;
    }

    // The job that says the most of a record: one that is not over, that failed, or that came to something; else the last.
    private JsonElement? EndOf(string entity) => _jobs[entity].Count == 0 ? null : _jobs[entity].Values.MaxBy(job => Screen.Text(job, "state") switch
    {
        "dead" => 3,
        "finished" => Screen.Text(job, "outcome") is "completed" or "proposed" ? 2 : 1,
        _ => 4,
    });

    private string? StateOf(string entity) => EndOf(entity) is { } job ? Screen.Text(job, "state") : null;

    private void Tell(string entity, JsonElement step)
    {
        if (_said.Add($"{entity} {Screen.Time(step, "at")} {Screen.Text(step, "kind")} {Screen.Text(step, "text")}"))
        {
            _steps.Add((entity, step));
            screen?.Mark($"{Screen.Time(step, "at")[11..]} {entity}", $"{Screen.Text(step, "kind")}: {Screen.Text(step, "text")}");
        }
    }

    private async Task TellHoldAsync(CancellationToken cancellationToken)
    {
        var holds = await dashboard.GetAsync("api/holds?take=500", cancellationToken);
        var reason = holds.GetProperty("items").EnumerateArray()
            .Where(hold => Screen.Text(hold, "tenant") == tenant).Select(hold => Screen.Text(hold, "reason")).FirstOrDefault();
        if (reason is not null && reason != _heldFor)
        {
            screen?.Mark("!", $"{tenant} is held: {reason} Its work waits until the cause is gone, or: connector resume {tenant}");
        }

        _heldFor = reason;
    }

    private static string TextOf(JsonElement job) => Screen.Text(job, "state") switch
    {
        "finished" => $"{Screen.Text(job, "outcome")}{(Screen.Text(job, "reason") is { Length: > 0 } reason && reason != Screen.Text(job, "outcome") ? $", {reason}" : "")}.",
        "dead" => $"it failed: {Screen.Text(job, "error")} connector dead lists it.",
        var state => $"{state}.",
    };
}
