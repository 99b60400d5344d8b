using System.Text.Json;
using Connector.Cli.Showing;

namespace Connector.Cli.Asking;

/// <summary>Operations of one kind by the dashboard's API: a preview, and a run of it.</summary>
/// <param name="dashboard">The dashboard.</param>
/// <param name="kind">The kind, such as <c>approve</c>.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="by">Who asks, for the record.</param>
/// <param name="patience">How long to wait for a worker.</param>
internal sealed class OperationCalls(DashboardClient dashboard, string kind, string tenant, string by, TimeSpan patience)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>An earlier preview, or a run, as far as it is.</summary>
    public async Task<JsonElement> LookAsync(string id, CancellationToken cancellationToken) =>
        await WaitAsync(await dashboard.GetAsync(PathOf(id), cancellationToken), cancellationToken);

    /// <summary>A preview, which changes nothing.</summary>
    /// <param name="selection">What is meant, as the API takes it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<JsonElement> PreviewAsync(object selection, CancellationToken cancellationToken) =>
        await WaitAsync(await dashboard.PostAsync($"api/operations/{kind}/preview", new { tenant, selection, by }, cancellationToken), cancellationToken);

    /// <summary>Does what a preview has shown.</summary>
    public async Task<JsonElement> RunAsync(JsonElement preview, string? why, CancellationToken cancellationToken) => await WaitAsync(
        await dashboard.PostAsync($"api/operations/{kind}/run", new { tenant, preview = Screen.Text(preview, "id"), by, why }, cancellationToken),
            cancellationToken);

    private async Task<JsonElement> WaitAsync(JsonElement operation, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (Screen.Text(operation, "state") is "waiting" or "working" && TimeProvider.System.GetElapsedTime(begun) < patience)
        {
            await Task.Delay(BetweenLooks, cancellationToken);
            operation = await dashboard.GetAsync(PathOf(Screen.Text(operation, "id")), cancellationToken);
        }

        return operation;
    }

    private string PathOf(string id) => $"api/operations/{kind}/{id}?tenant={tenant}";
}
