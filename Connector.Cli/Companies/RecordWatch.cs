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
    private readonly Dictionary<string, JsonElement> _last = [];
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
            screen?.Say($"{entity}: {(_last.TryGetValue(entity, out var job) ? EndOf(job) : "no event of it has come. Is the webhook there? connector webhooks list")}");
        }

        if (!_isDone)
        {
            screen?.Say($"It has not ended yet. To look again: connector explain {tenant} {entities[0]}");
        }

        return _isDone && _last.Values.All(job => Screen.Text(job, "state") != "dead") ? ExitCode.Good : ExitCode.Bad;
    }

    /// <summary>All that was seen.</summary>
    public JsonObject ToJson() => new()
    {
        ["ended"] = _isDone,
        ["heldFor"] = _heldFor,
        ["records"] = new JsonArray([.. entities.Select(entity => (JsonNode)new JsonObject
        {
            ["entity"] = entity,
            ["state"] = _last.TryGetValue(entity, out var job) ? Screen.Text(job, "state") : null,
            ["outcome"] = _last.TryGetValue(entity, out job) ? Screen.Text(job, "outcome") : null,
            ["reason"] = _last.TryGetValue(entity, out job) ? Screen.Text(job, "reason") : null,
            ["steps"] = new JsonArray([.. _steps.Where(one => one.Entity == entity).Select(one => JsonNode.Parse(one.Step.GetRawText()))]),
        })]),
    };

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var done = true;
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

        foreach (var run in runs)
        {
            foreach (var job in (await dashboard.GetAsync($"api/runs/{Names.Id("run", run)}", cancellationToken)).GetProperty("jobs").EnumerateArray())
            {
                if (entities.Contains(Screen.Text(job, "entity")))
                {
                    done &= Keep(Screen.Text(job, "entity"), job);
                }
            }
        }

        if (!done || _last.Count < entities.Count)
        {
            await TellHoldAsync(cancellationToken);
        }

        return done && _last.Count == entities.Count;
    }

    // The job that says the most of a record: one that is not over, else one that came to more than being passed over.
    private bool Keep(string entity, JsonElement job)
    {
        var isOver = Screen.Text(job, "state") is "finished" or "dead";
        if (!_last.TryGetValue(entity, out var before) || Screen.Text(before, "id") == Screen.Text(job, "id") || !isOver || Screen.Text(before, "outcome") == "skipped")
        {
            _last[entity] = job;
        }

        return isOver;
    }

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
        var reason = holds.GetProperty("items").EnumerateArray().Where(hold => Screen.Text(hold, "tenant") == tenant).Select(hold => Screen.Text(hold, "reason")).FirstOrDefault();
        if (reason is not null && reason != _heldFor)
        {
            screen?.Mark("!", $"{tenant} is held: {reason} Its work waits until the cause is gone, or: connector resume {tenant}");
        }

        _heldFor = reason;
    }

    private static string EndOf(JsonElement job) => Screen.Text(job, "state") switch
    {
        "finished" => $"{Screen.Text(job, "outcome")}{(Screen.Text(job, "reason") is { Length: > 0 } reason && reason != Screen.Text(job, "outcome") ? $", {reason}" : "")}.",
        "dead" => $"it failed: {Screen.Text(job, "error")} connector dead lists it.",
        var state => $"{state}.",
    };
}
