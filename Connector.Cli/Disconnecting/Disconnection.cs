using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Showing;
using Connector.Cli.Webhooks;
using Connector.SuperOffice;

namespace Connector.Cli.Disconnecting;

/// <summary>
/// The steps. The mode goes down to observe rather than writes being stopped: an undo is a write too. Only once it is done are all writes stopped, and what is
/// held is erased after the undo, which works by it.
/// </summary>
internal sealed class Disconnection(SuperOfficeClient client, DashboardClient dashboard, RepeatedOperations operations, StepList steps, string tenant, string by)
{
    private const string Why = "connector disconnect";

    /// <summary>Does them, each after the one before.</summary>
    /// <exception cref="StepFailedException">One cannot be done now.</exception>
    public async Task RunAsync(bool undoes, CancellationToken cancellationToken)
    {
        await RunAsync("writes", () => StopAsync(undoes, cancellationToken));
        await RunAsync("webhook", () => DeleteWebhooksAsync(cancellationToken));
        await RunAsync("values", () => undoes ? UndoAsync(cancellationToken) : Task.FromResult("kept as they are in the CRM"));
        await RunAsync("held data", () => PurgeAsync(cancellationToken));
        await RunAsync("write stop", () => StopForGoodAsync(cancellationToken));
    }

    private async Task RunAsync(string name, Func<Task<string>> step)
    {
        steps.Current = name;
        try
        {
            steps.Done(name, await step());
        }
        catch (CommandException refusal)
        {
            throw new StepFailedException(refusal.Message, "Mend that, and repeat the command.");
        }
        catch (SuperOfficeException failure)
        {
            throw new StepFailedException(Crm.CrmFailure.TextOf(failure), "Mend that, and repeat the command.");
        }
    }

    private async Task<string> StopAsync(bool undoes, CancellationToken cancellationToken)
    {
        var limits = await dashboard.PostAsync($"api/tenants/{tenant}/mode", new { by, mode = "observe", reason = Why }, cancellationToken);
        if (undoes && Stop(limits, "writeStopOfAll"))
        {
            throw new StepFailedException("Writes to all tenants are stopped, and undoing is writing.", "connector allow-writes, or disconnect with --keep.");
        }

        if (undoes && Screen.Text(OrEmpty(limits.GetProperty("writeStop")), "reason") == Why)
        {
            // That of an earlier disconnect: it is set again at the end.
            await dashboard.PostAsync($"api/tenants/{tenant}/write-stop", new { by, on = false, reason = Why }, cancellationToken);
        }
        else if (undoes && Stop(limits, "writeStop"))
        {
            throw new StepFailedException($"Writes to {tenant} are stopped, and undoing is writing.", $"connector allow-writes {tenant}, or disconnect with --keep.");
        }

        return "the mode is observe: nothing is written any more but what an undo gives back";
    }

    private async Task<string> DeleteWebhooksAsync(CancellationToken cancellationToken)
    {
        var webhooks = await OurWebhooks.GrantedAsync(client, cancellationToken);
        foreach (var one in webhooks)
        {
            await client.Webhooks.DeleteAsync(one.WebhookId, cancellationToken);
        }

        return webhooks.Count == 0 ? "this application has none"
            : $"deleted: {string.Join(", ", webhooks.Select(one => $"{one.WebhookId} to {OurWebhooks.Shown(one.TargetUrl)}"))}";
    }

    private async Task<string> UndoAsync(CancellationToken cancellationToken)
    {
        // Of any time.
        var selection = new { from = "2000-01-01T00:00:00Z" };
        var preview = await operations.PreviewAsync("undo", selection, cancellationToken);
        if (OperationText.Count(preview, "toDo") > 0)
        {
            if (steps.Screen is { } screen)
            {
                OperationText.Show(screen, preview);
            }

            if (!await steps.AgreesAsync("Give these values back? yes or no:", cancellationToken))
            {
                throw new StepFailedException("Nothing was undone.", "Repeat the command, with --keep if the values are to stay.");
            }

            preview = await operations.RunUntilNothingIsLeftAsync("undo", selection, preview, cancellationToken);
        }

        var (undone, changed, gone) = (OperationText.Count(preview, "undoneAlready"), OperationText.Count(preview, "changedSince"), OperationText.Count(preview, "gone"));
        return $"{undone} fields have their value back; {changed} that somebody changed since and {gone} records that are gone are left alone";
    }

    private async Task<string> PurgeAsync(CancellationToken cancellationToken)
    {
        var all = new { all = true };
        var dead = await operations.PreviewAsync("ignore", all, cancellationToken);
        if (OperationText.Count(dead, "toDo") > 0)
        {
            await operations.RunUntilNothingIsLeftAsync("ignore", all, dead, cancellationToken);
        }

        var held = await operations.PreviewAsync("erase", all, cancellationToken);
        var records = OperationText.Count(held, "records") + OperationText.Count(held, "leftOut");
        if (records > 0)
        {
            await operations.RunUntilNothingIsLeftAsync("erase", all, held, cancellationToken);
        }

        var owing = (await dashboard.GetAsync("api/erasures?take=500", cancellationToken)).GetProperty("items").EnumerateArray()
            .Where(one => Screen.Text(one, "tenant") == tenant).SelectMany(one => one.GetProperty("missing").EnumerateArray())
            .Select(one => Screen.Text(one, "silence")).Distinct().ToList();
        return owing.Count == 0
            ? records == 0 ? "nothing is held any more" : $"erased, {records} records; receipts without names and sums of what was spent stay"
            : throw new StepFailedException(
                $"Journals on other machines have still to erase: {string.Join(' ', owing)}", "connector erasures says when they have; then repeat the command.");
    }

    private async Task<string> StopForGoodAsync(CancellationToken cancellationToken)
    {
        await dashboard.PostAsync($"api/tenants/{tenant}/write-stop", new { by, on = true, reason = Why }, cancellationToken);
        return "on: nothing is written even if somebody raises the mode";
    }

    private static JsonElement OrEmpty(JsonElement stop) => stop.ValueKind == JsonValueKind.Object ? stop : JsonElement.Parse("{}");

    private static bool Stop(JsonElement limits, string which) => limits.GetProperty(which).ValueKind == JsonValueKind.Object;
}
