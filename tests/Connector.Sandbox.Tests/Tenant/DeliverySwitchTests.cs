using System.Text.Json.Nodes;
using Connector.Testing;

namespace Connector.Sandbox.Tests.Tenant;

/// <summary>Deliveries that go other ways than the documented one.</summary>
public sealed class DeliverySwitchTests(SharedSandbox shared) : IClassFixture<SharedSandbox>, IAsyncLifetime
{
    private readonly Receiver _receiver = shared.Receiver;
    private SandboxHost _sandbox = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sandbox = await shared.FreshAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ARequeuedEvent_KeepsItsId_AndCountsOnItsTries()
    {
        await _sandbox.TurnAsync(new { afterThreeFailures = "Requeue" });
        _receiver.Answer = one => one.Headers["X-SuperOffice-Retry"] == "4" ? 200 : 500;
        await RenameAsync(1);

        var tries = await _receiver.WaitAsync("contact.changed", 5);
        var counters = await DeliveriesAsync("succeeded", 1);

        Assert.Equal(["0", "1", "2", "3", "4"], tries.Select(one => one.Headers["X-SuperOffice-Retry"]));
        Assert.Single(tries.Select(Id).Distinct());
        Assert.Null(counters["deliveries"]!["lost"]);
    }

    [Fact]
    public async Task ARenewedEvent_HasANewId_InHeaderAndBody()
    {
        await _sandbox.TurnAsync(new { afterThreeFailures = "RequeueAsNew" });
        var first = "";
        _receiver.Answer = one => Id(one) == (first = first.Length == 0 ? Id(one) : first) ? 500 : 200;
        await RenameAsync(1);

        var tries = await _receiver.WaitAsync("contact.changed", 4);
        await DeliveriesAsync("succeeded", 1);

        Assert.Equal(["0", "1", "2", "0"], tries.Select(one => one.Headers["X-SuperOffice-Retry"]));
        Assert.Equal(2, tries.Select(Id).Distinct().Count());
        Assert.All(tries, one => Assert.Equal(Id(one), one.Headers["X-SuperOffice-EventId"]));
    }

    [Fact]
    public async Task EndlesslyRequeued_TheWebhookStopsAfterNineFailures()
    {
        await _sandbox.TurnAsync(new { afterThreeFailures = "Requeue" });
        _receiver.Answer = _ => 500;
        await RenameAsync(1);

        var counters = await DeliveriesAsync("lost", 1);

        Assert.Equal("TooManyErrors", counters["webhook"]!["state"]!.GetValue<string>());
        Assert.Equal(9, counters["deliveries"]!["failed"]!.GetValue<int>());
    }

    [Fact]
    public async Task ADelay_HoldsEventsBack()
    {
        await _sandbox.TurnAsync(new { deliveryDelayMilliseconds = 300 });
        var began = TimeProvider.System.GetTimestamp();
        await RenameAsync(1);
        await _receiver.FirstAsync("contact.changed");

        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(290));
    }

    [Fact]
    public async Task SomeEvents_AreOvertakenByLaterOnes()
    {
        await _sandbox.TurnAsync(new { reorderProbability = 0.5, reorderMilliseconds = 400 });
        await RenameAllAsync(12);

        var got = (await _receiver.WaitAsync("contact.changed", 12)).ConvertAll(one => one.Json["PrimaryKey"]!.GetValue<int>());

        Assert.NotEqual(got.Order(), got);
        Assert.Equal(Enumerable.Range(1, 12), got.Order());
    }

    [Fact]
    public async Task SomeEvents_AreDuplicatedOrLost_TheSameForTheSameSeed()
    {
        async Task<(int[] Twice, int[] Never)> PlayAsync(int seed)
        {
            await shared.FreshAsync();
            await _sandbox.TurnAsync(new { duplicateProbability = 0.3, lossProbability = 0.3, deliverySeed = seed });
            await RenameAllAsync(20);
            var counters = await Eventually.ValueAsync(
                () => _sandbox.GetAsync("/sandbox/counters"), counters => Count(counters, "succeeded") + Count(counters, "lost") == 20,
                cancellationToken: Cancellation);
            var got = await Eventually.ValueAsync(
                () => Task.FromResult(_receiver.All.Select(one => one.Json["PrimaryKey"]!.GetValue<int>()).ToList()),
                got => got.Count > got.Distinct().Count() && got.Distinct().Count() == Count(counters, "succeeded"), cancellationToken: Cancellation);
            await Eventually.TrueAsync(
                async () => Count(await _sandbox.GetAsync("/sandbox/counters"), "duplicated") > 0, cancellationToken: Cancellation);
            return ([.. got.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key).Order()], [.. Enumerable.Range(1, 20).Except(got)]);
        }

        var (first, again, other) = (await PlayAsync(3), await PlayAsync(3), await PlayAsync(4));

        Assert.Equal(first.Never, again.Never);
        Assert.NotEmpty(first.Never);
        Assert.NotEqual(first.Never, other.Never);
        Assert.NotEmpty(first.Twice);
    }

    [Fact]
    public async Task ADuplicate_HasTheSameId()
    {
        await _sandbox.TurnAsync(new { duplicateProbability = 1 });
        await RenameAsync(1);

        var got = await _receiver.WaitAsync("contact.changed", 2);

        Assert.Single(got.Select(Id).Distinct());
    }

    [Theory]
    [InlineData(-86_400)]
    [InlineData(86_400)]
    public async Task AnEvent_MaySayAnotherTime(int shift)
    {
        await _sandbox.TurnAsync(new { timestampShiftSeconds = shift });
        await RenameAsync(1);

        var said = (await _receiver.FirstAsync("contact.changed")).Json["Timestamp"]!.GetValue<DateTimeOffset>();

        Assert.InRange(said - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(shift - 60), TimeSpan.FromSeconds(shift + 1));
    }

    [Fact]
    public async Task ALostEvent_CanBeSentAgain_ByteForByte()
    {
        _receiver.Answer = _ => 500;
        await RenameAsync(1);
        await DeliveriesAsync("lost", 1);
        _receiver.Answer = _ => 200;
        var lost = (await _sandbox.GetAsync("/sandbox/events"))[0]!;

        using var resent = await _sandbox.SendAsync(HttpMethod.Post, $"/sandbox/events/{lost["eventId"]}/resend");
        using var unknown = await _sandbox.SendAsync(HttpMethod.Post, $"/sandbox/events/{Guid.NewGuid()}/resend");
        var tries = await _receiver.WaitAsync("contact.changed", 4);
        await DeliveriesAsync("resent", 1);

        Assert.Equal("contact.changed", lost["event"]!.GetValue<string>());
        Assert.Equal(1, lost["lost"]!.GetValue<int>());
        Assert.Equal(202, (int)resent.StatusCode);
        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Equal(tries[0].Body, tries[3].Body);
        Assert.Equal("0", tries[3].Headers["X-SuperOffice-Retry"]);
        Assert.Equal(1, (await _sandbox.GetAsync("/sandbox/events"))[0]!["delivered"]!.GetValue<int>());
    }

    [Fact]
    public async Task AHumansBurst_StaysAtACompany_AndAnImports_GoesRound()
    {
        var human = await BurstAsync(new { changes = 6, companies = 2 });
        var import = await BurstAsync(new { changes = 6, companies = 2, by = "Import" });
        var wide = await BurstAsync(new { changes = 3, companies = 50, by = "Import" });
        using var tooMany = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/bursts", new { changes = 10_001 });

        var got = await _receiver.WaitAsync("contact.changed", 15);
        var raised = (await _sandbox.GetAsync("/sandbox/events")).AsArray()
            .Where(one => one!["event"]!.GetValue<string>() == "contact.changed").Select(one => one!["primaryKey"]!.GetValue<int>()).ToList();

        Assert.Equal([1, 1, 1, 2, 2, 2, 1, 2, 1, 2, 1, 2, 1, 2, 3], raised);
        Assert.Equal([1, 2], human["contactIds"]!.AsArray().Select(id => id!.GetValue<int>()));
        Assert.Equal(6, import["changes"]!.GetValue<int>());
        Assert.Equal(3, wide["contactIds"]!.AsArray().Count);
        Assert.Equal(6, got.Count(one => one.Json["ChangedByAssociateId"]!.GetValue<int>() == 11 && one.Columns.Contains("name")));
        Assert.Equal(9, got.Count(one => one.Json["ChangedByAssociateId"]!.GetValue<int>() == 13 && one.Columns.Contains("orgNr")));
        Assert.Equal(400, (int)tooMany.StatusCode);
        Assert.Equal(50, (await _sandbox.GetAsync("/sandbox/contacts")).AsArray().Count);
    }

    [Fact]
    public async Task WhoAsksForIt_IsToldThatAWebhookStopsAndStarts()
    {
        using var made = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/webhooks", new
        {
            name = "watch",
            targetUrl = _receiver.Url.AbsoluteUri,
            events = new[] { "webhook1.stopped", "webhook1.errors", "webhook1.started" },
        });
        var refuse = 410;
        _receiver.Answer = one => one.EventName.StartsWith("webhook", StringComparison.Ordinal) ? 200 : Volatile.Read(ref refuse);
        await RenameAsync(1);
        var stopped = await _receiver.FirstAsync("webhook.stopped");
        Volatile.Write(ref refuse, 500);
        await _sandbox.TurnAsync(new { afterThreeFailures = "Requeue" });
        await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/webhook/activate");
        await _receiver.FirstAsync("webhook.started");
        await RenameAsync(2);
        var errors = await _receiver.FirstAsync("webhook.errors");

        Assert.Equal(201, (int)made.StatusCode);
        Assert.Equal("webhook", stopped.Json["Entity"]!.GetValue<string>());
        Assert.Equal(1, stopped.Json["PrimaryKey"]!.GetValue<int>());
        Assert.Equal(0, stopped.Json["ChangedByAssociateId"]!.GetValue<int>());
        Assert.Equal("webhook.errors", errors.Headers["X-SuperOffice-Event"]);
    }

    [Fact]
    public async Task ADeletedRow_IsRemovedForGoodLater()
    {
        await _sandbox.SendAsync(HttpMethod.Delete, "/sandbox/persons/3");
        await _receiver.FirstAsync("person.softdeleted");
        await _sandbox.TurnAsync(new { hardDeleteAfterSeconds = 0 });

        var gone = await _receiver.FirstAsync("person.deleted");

        Assert.Equal(3, gone.Json["Values"]!["person_id"]!.GetValue<int>());
        Assert.Empty(gone.Json["Changes"]!.AsArray());
        Assert.Equal(0, gone.Json["ChangedByAssociateId"]!.GetValue<int>());
        Assert.Equal(404, (int)(await _sandbox.SendAsync(HttpMethod.Get, "/sandbox/persons/3")).StatusCode);
    }

    [Fact]
    public async Task AnEditOfNoColumn_NamesUserdefIdWhenSwitched_ForAWebsiteToo()
    {
        await _sandbox.TurnAsync(new { childEditEvents = "Userdef" });
        await _sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/7", new { website = "www.neu.example" });

        Assert.Contains("userdef_id", (await _receiver.FirstAsync("contact.changed")).Columns);
    }

    private static string Id(Received received) => received.Json["EventId"]!.GetValue<string>();

    private static int Count(JsonNode counters, string kind) => counters["deliveries"]![kind]?.GetValue<int>() ?? 0;

    private async Task<JsonNode> BurstAsync(object burst) => await SandboxHost.JsonAsync(await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/bursts", burst));

    private Task<HttpResponseMessage> RenameAsync(int contact) =>
        _sandbox.SendAsync(HttpMethod.Patch, $"/sandbox/contacts/{contact}", new { name = $"Umbenannt {contact}" });

    private async Task RenameAllAsync(int count)
    {
        for (var contact = 1; contact <= count; contact++)
        {
            await RenameAsync(contact);
        }
    }

    private Task<JsonNode> DeliveriesAsync(string kind, int count) => Eventually.ValueAsync(
        () => _sandbox.GetAsync("/sandbox/counters"), counters => Count(counters, kind) == count,
        because: $"{count} deliveries {kind}", cancellationToken: Cancellation);
}
