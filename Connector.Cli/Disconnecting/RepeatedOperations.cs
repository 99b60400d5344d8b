using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;

namespace Connector.Cli.Disconnecting;

/// <summary>Previews an operation and runs it, again and again until nothing is left of it to do.</summary>
internal sealed class RepeatedOperations(DashboardClient dashboard, string tenant, string by, TimeSpan patience)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>What the operation would do now.</summary>
    /// <exception cref="StepFailedException">No worker has looked, or it failed.</exception>
    public async Task<JsonElement> PreviewAsync(string kind, object selection, CancellationToken cancellationToken) =>
        Done(kind, await Calls(kind).PreviewAsync(selection, cancellationToken));

    /// <summary>Does what a preview has shown, and waits until another one finds nothing left.</summary>
    /// <returns>The last preview.</returns>
    /// <exception cref="StepFailedException">Workers have not done it in time.</exception>
    public async Task<JsonElement> RunUntilNothingIsLeftAsync(string kind, object selection, JsonElement preview, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await RunAsync(kind, preview, cancellationToken);
        for (var left = OperationText.Count(preview, "leftOut") > 0; ;)
        {
            var now = await PreviewAsync(kind, selection, cancellationToken);
            if (OperationText.Count(now, "toDo") == 0)
            {
                return now;
            }

            if (TimeProvider.System.GetElapsedTime(begun) > patience)
            {
                throw new StepFailedException(
                    $"Workers have not done all of it yet: {OperationText.Count(now, "toDo")} jobs or so are left.",
                    $"See that a worker runs and that nothing holds {tenant} (connector holds), and repeat the command; --wait gives it more time.");
            }

            if (left)
            {
                await RunAsync(kind, now, cancellationToken);
                left = OperationText.Count(now, "leftOut") > 0;
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private async Task RunAsync(string kind, JsonElement preview, CancellationToken cancellationToken) =>
        Done(kind, await Calls(kind).RunAsync(preview, "connector disconnect", cancellationToken));

    private OperationCalls Calls(string kind) => new(dashboard, kind, tenant, by, patience);

    private static JsonElement Done(string kind, JsonElement operation) => Screen.Text(operation, "state") switch
    {
        "done" => operation,
        "failed" => throw new StepFailedException($"{kind} failed: {Screen.Text(operation, "error")}", "Do what it says, and repeat the command."),
        _ => throw new StepFailedException("No worker has looked to the end yet; one that is under way goes on.", "See that a worker runs for the tenant, and repeat the command."),
    };
}
