using System.Net;
using System.Text.Json.Nodes;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Xunit.Sdk;

namespace Connector.Reliability.Tests.Checking;

/// <summary>The books are only worth something if wrong ones are noticed.</summary>
public sealed class InvariantsTests
{
    private static readonly JobCounts Books = new(Accepted: 1, Finished: 1, Duplicates: 0, Waiting: 0, Scheduled: 0, Processing: 0, Dead: 0, Spooled: 0);

    private static readonly Job Done = new("1", "event", "contact:7", "finished", "completed", "written", "run");

    [Fact]
    public void Good_books_are_accepted()
    {
        var good = new Invariants([Done], Books, [Patch("a", "x"), Patch("b", "y"), Patch("a", "x"), Analysis("A"), Analysis("B")]);
        good.EveryPromiseIsKept([Promise("event"), new Answer("refused", HttpStatusCode.ServiceUnavailable, TimeSpan.Zero, 1, "1")]);
        good.TheAuditIsBalanced();
        good.NothingIsWrittenTwiceDifferently();
        good.NoQuestionIsPaidTwice();
        Assert.Empty(good.OnlyCrashesAreDead());
        Assert.Equal(1, good.RepeatedPatches);
    }

    [Fact]
    public void A_lost_an_open_and_a_doubled_event_are_noticed()
    {
        Assert.ThrowsAny<XunitException>(() => new Invariants([], Books, []).EveryPromiseIsKept([Promise("event")]));
        Assert.ThrowsAny<XunitException>(() => new Invariants([Done with { State = "scheduled" }], Books, []).EveryPromiseIsKept([Promise("event")]));
        Assert.ThrowsAny<XunitException>(() => new Invariants([Done, Done with { Id = "2" }], Books, []).EveryPromiseIsKept([Promise("event")]));
    }

    [Fact]
    public void Books_that_do_not_balance_are_noticed()
    {
        Assert.ThrowsAny<XunitException>(() => new Invariants([Done], Books with { Accepted = 2 }, []).TheAuditIsBalanced());
        Assert.ThrowsAny<XunitException>(() => new Invariants([Done], Books with { Spooled = 1 }, []).TheAuditIsBalanced());
        Assert.ThrowsAny<XunitException>(() => new Invariants([], Books, []).TheAuditIsBalanced());
    }

    [Fact]
    public void A_second_different_write_a_second_payment_and_a_death_without_crash_are_noticed()
    {
        Assert.ThrowsAny<XunitException>(() => new Invariants([], Books, [Patch("a", "x"), Patch("a", "y")]).NothingIsWrittenTwiceDifferently());
        Assert.ThrowsAny<XunitException>(() => new Invariants([], Books, [Analysis("A"), Analysis("A")]).NoQuestionIsPaidTwice());
        Assert.ThrowsAny<XunitException>(() => new Invariants([Done with { State = "dead", Reason = "undecidable" }], Books, []).OnlyCrashesAreDead());
    }

    private static Answer Promise(string eventId) => new(eventId, HttpStatusCode.OK, TimeSpan.Zero, 1, null);

    private static (string Kind, string Entity, JsonNode Body) Patch(string fingerprint, string summary) => ("patch", "contact:7", new JsonArray(new JsonObject
    {
        ["op"] = "replace",
        ["path"] = "CustomFields",
        ["value"] = new JsonObject { [CrmFields.Summary] = summary, [CrmFields.ContactStamp] = $"v1;fp={fingerprint};m=1;at=now" },
    }));

    private static (string Kind, string Entity, JsonNode Body) Analysis(string name) => ("analysis", "contact:7", new JsonObject { ["crm_name"] = name });
}
