using System.Runtime.CompilerServices;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Findings;
using Connector.Cli.Showing;

namespace Connector.Cli.Checking;

/// <summary>Whether the connector itself is well, by its dashboard: its Redis, its jobs, its workers' view of the tenant.</summary>
internal sealed class ConnectorCheck : ICheck
{
    public string Name => "connector";

    public bool NeedsLogin => false;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var dashboard = new DashboardClient(input.Parsed);
        var tenant = input.Context.Tenant;
        List<Finding> findings = [];
        try
        {
            findings.Add(Redis(await dashboard.GetHealthAsync(cancellationToken)));
            findings.Add(Audit(await dashboard.GetAsync("api/audit", cancellationToken)));
            findings.AddRange(Holds(await dashboard.GetAsync("api/holds?take=500", cancellationToken), tenant));
            findings.AddRange(Loss(await dashboard.GetAsync("api/loss", cancellationToken)));
            findings.Add(await MappingAsync(dashboard, tenant, cancellationToken));
        }
        catch (CommandException failure)
        {
            findings.Add(failure.ExitCode == ExitCode.Unreachable && failure.Message.Contains("Redis", StringComparison.Ordinal) ? Finding.Bad(
                    "The dashboard answers, but its Redis does not, or is not safe to use.",
                    "Start Redis; it must be 7.0 or newer, with maxmemory-policy noeviction and an append-only file. The dashboard's log names what is wrong.")
                : Finding.Doubtful(
                    failure.Message,
                    $"If the connector runs elsewhere, name its dashboard with --url or {DashboardAddress.UrlVariable}; if it is not started yet, that is as it should be."));
        }

        foreach (var finding in findings)
        {
            yield return finding;
        }
    }

    // What it says of itself tells what to do, too.
    private static Finding Redis(JsonElement health)
    {
        var redis = health.ValueKind != JsonValueKind.Object || !health.TryGetProperty("parts", out var parts) ? default
            : parts.EnumerateArray().FirstOrDefault(part => Screen.Text(part, "name") == "redis");
        return redis.ValueKind != JsonValueKind.Object
            ? Finding.Doubtful("The dashboard does not say how its Redis is.", "Ask it without a proxy in between, which should not pass /health on, or bring it up to date.")
            : Screen.Text(redis, "status") == "Healthy" ? Finding.Good(Screen.Text(redis, "says"))
            : Finding.Bad(Screen.Text(redis, "says"), "The log of the dashboard says more. docs/reliability.md: \"Starting\" and \"Memory\".");
    }

    private static Finding Audit(JsonElement audit) => audit.GetProperty("balanced").GetBoolean()
        ? Finding.Good($"every accepted job is in exactly one place; {Screen.Number(audit, "waiting")} wait, {Screen.Number(audit, "dead")} are dead letters")
        : Finding.Bad("Jobs are lost or counted twice.", "connector audit --deep names them.");

    private static IEnumerable<Finding> Holds(JsonElement holds, string tenant) => holds.GetProperty("items").EnumerateArray()
        .Where(hold => Screen.Text(hold, "tenant") == tenant)
        .Select(hold => Finding.Bad($"{tenant} is held: {Screen.Text(hold, "reason")}", $"Once the cause is gone: connector resume {tenant}"));

    private static IEnumerable<Finding> Loss(JsonElement loss)
    {
        if (loss.ValueKind == JsonValueKind.Object && loss.TryGetProperty("open", out var open) && open.ValueKind == JsonValueKind.True)
        {
            yield return Finding.Bad("Redis has lost data, and nobody has said yet what is to be done.", "connector loss status");
        }
    }

    private static async Task<Finding> MappingAsync(DashboardClient dashboard, string tenant, CancellationToken cancellationToken)
    {
        try
        {
            var mapping = await dashboard.GetAsync($"api/tenants/{Names.Tenant(tenant)}/mapping", cancellationToken);
            return mapping.GetProperty("isComplete").GetBoolean()
                ? Finding.Good($"a worker has checked the mapping at {Screen.Time(mapping, "checkedAt")} UTC, and uses all fields")
                : Finding.Bad("A worker leaves mapped fields out.", $"connector mapping {tenant} says which, and why.");
        }
        catch (CommandException none) when (none.ExitCode == ExitCode.Bad)
        {
            return Finding.Doubtful($"No worker has reported on {tenant} yet: {none.Message}", "Start a worker for it; it reports within seconds.");
        }
    }
}
