using System.Text.Json.Nodes;
using Connector.Testing;

namespace Connector.EndToEnd.Tests;

/// <summary>What the dashboard tells of events that mean no work.</summary>
public sealed class DashboardTests(ConnectorApp app)
{
    // One that the sandbox has from the start, and that no other test touches: nothing but this test's events is in its run.
    private const int Company = 17;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_phone_edit_whose_event_shows_that_nothing_of_ours_changed_is_skipped_and_shown_so()
    {
        // The phone alone would leave the event opaque, and a pass would have to look; beside another column it needs no look.
        var owner = (string)(await app.Sandbox.GetAsync($"/sandbox/contacts/{Company}"))["owner"]! == "BERND" ? 13 : 12;
        await app.Sandbox.TurnAsync(new { childEditEvents = "Housekeeping" }, Cancelled);
        try
        {
            await app.Sandbox.EditAsync($"/sandbox/contacts/{Company}", new { phone = "+49 40 777", ownerAssociateId = owner }, Cancelled);
        }
        finally
        {
            await app.Sandbox.TurnAsync(new { childEditEvents = "None" }, Cancelled);
        }

        var run = await Eventually.ValueAsync(
            () => app.Dashboard.RunOfAsync($"c{Company}"), IsSettled, ConnectorApp.Patience, "its run is shown and settled", Cancelled);

        Assert.Equal("skipped", (string)run["run"]!["status"]!);
        var job = Assert.Single(run["jobs"]!.AsArray())!;
        Assert.Equal("contact.changed", (string)job["event"]!);
        Assert.Equal(("finished", "skipped", "irrelevant"), ((string)job["state"]!, (string)job["outcome"]!, (string)job["reason"]!));
        Assert.Contains(run["timeline"]!.AsArray(), line => (string)line!["kind"]! == "skipped" && (string?)line["job"] == (string)job["id"]!);
        Assert.Equal(0, await app.Sandbox.AnalysesAsync($"contact:{Company}"));
    }

    private static bool IsSettled(JsonNode run) => (string)run["run"]!["status"]! != "processing";
}
