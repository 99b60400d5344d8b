using System.Net;
using System.Text;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests;

/// <summary>An authenticated post is answered with 200 whatever it holds.</summary>
[Collection(SharedRedis.Name)]
public sealed class ContentTests(RedisFixture redis) : IAsyncLifetime
{
    private IngressHost _host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await redis.FlushAsync();
        _host = IngressHost.Start(redis);
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_event_becomes_a_job_with_its_bytes_its_id_and_its_trace()
    {
        const string eventId = "5D0C1F0E-1111-2222-3333-444455556666";
        using var body = Bodies.Change(eventId);
        var sent = await body.ReadAsByteArrayAsync(Cancel);
        await PostOkAsync(body);

        var job = Assert.Single(await _host.WaitingAsync());
        Assert.Equal(IngressHost.Tenant, job.Tenant);
        Assert.Equal(eventId.ToLowerInvariant(), job.EventId);
        Assert.Equal(sent, job.Body.ToArray());
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", job.TraceParent);
        var line = Assert.Single(_host.Logs.GetSnapshot(), record => record.Id.Name == "Received");
        Assert.Contains(job.JobId, line.Message, StringComparison.Ordinal);
        Assert.Contains("contact.changed", line.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Nonsense => new()
    {
        { "empty", [] },
        { "no json", "hello"u8.ToArray() },
        { "broken json", "{\"Event\":"u8.ToArray() },
        { "deep json", Encoding.ASCII.GetBytes(new string('[', 100_000)) },
        { "array", "[]"u8.ToArray() },
        { "null", "null"u8.ToArray() },
        { "no event", "{}"u8.ToArray() },
        { "wrong kinds", """{"Event":7,"PrimaryKey":"x","Changes":{}}"""u8.ToArray() },
        { "invalid UTF-8", [(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)':', (byte)'1', (byte)'}'] },
        { "zeros", new byte[1000] },
        { "huge number", """{"Event":"contact.changed","PrimaryKey":1e999999}"""u8.ToArray() },
        { "UTF-16", Encoding.Unicode.GetBytes("{\"Event\":\"test\"}") },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task What_cannot_be_read_is_kept_as_it_is(string what, byte[] bytes)
    {
        await PostOkAsync(Bodies.Raw(bytes));

        var job = Assert.Single(await _host.WaitingAsync());
        Assert.True(job.Body.Span.SequenceEqual(bytes), what);
        Assert.StartsWith("sha256:", job.EventId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("Application/JSON;charset=utf-16")]
    [InlineData("application/vnd.superoffice+json")]
    public async Task All_spellings_of_json_are_taken(string contentType)
    {
        using var body = Bodies.Change();
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        await PostOkAsync(body);
    }

    [Theory]
    [InlineData("Cust10001")]
    [InlineData("CUST10001")]
    [InlineData("Default")]
    [InlineData("")]
    public async Task The_own_context_or_none_is_stored(string context)
    {
        await PostOkAsync(Bodies.Change(context: context));

        Assert.Equal(1, (await _host.AuditAsync()).Accepted);
    }

    [Theory]
    [InlineData("Cust20002")]
    [InlineData("Cust1000")]
    public async Task Another_tenants_event_is_answered_200_and_not_stored(string context)
    {
        await PostOkAsync(Bodies.Change(context: context));

        Assert.Equal(0, (await _host.AuditAsync()).Accepted);
        Assert.Contains(_host.Logs.GetSnapshot(), record => record.Id.Name == "Foreign");
    }

    [Fact]
    public async Task A_test_event_is_answered_200_and_stored_like_any_other()
    {
        using var body = Bodies.Json("""{"EventId":"00000000-0000-0000-0000-000000000000","Event":"test","PrimaryKey":0,"Changes":[]}""");
        body.Headers.Add("X-Hook-Test", "true");
        await PostOkAsync(body);

        Assert.Equal(1, (await _host.AuditAsync()).Accepted);
    }

    [Fact]
    public async Task Deliveries_of_the_same_event_become_one_job()
    {
        var eventId = Guid.NewGuid();
        await PostOkAsync(Bodies.Change(eventId.ToString("D")));
        await PostOkAsync(Bodies.Change(eventId.ToString("B").ToUpperInvariant()));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostOkAsync(Bodies.Change(eventId.ToString("D")))));

        var audit = await _host.AuditAsync();
        Assert.Equal((1, 21), (audit.Accepted, audit.Duplicates));
    }

    /// <summary>As it was met: one save, two events, one id.</summary>
    [Fact]
    public async Task Two_events_of_one_id_become_two_jobs_and_their_repetitions_none()
    {
        const string created = """
            {"EventId":"576086e3-0000-4000-8000-000000000001","Event":"person.created","PrimaryKey":5,"Entity":"person","Changes":["person_id"],
             "ContextIdentifier":"Cust10001","ChangedByAssociateId":316,"Timestamp":"2018-04-24T08:01:15.8506935Z"}
            """;
        const string changed = """
            {"EventId":"576086e3-0000-4000-8000-000000000001","Event":"person.changed","PrimaryKey":5,"Entity":"person",
             "Changes":["person_id","title","updated","updated_associate_id","updatedCount"],
             "ContextIdentifier":"Cust10001","ChangedByAssociateId":316,"Timestamp":"2018-04-24T08:01:15.8506935Z"}
            """;
        foreach (var body in new[] { created, changed, created, changed })
        {
            await PostOkAsync(Bodies.Json(body));
        }

        var audit = await _host.AuditAsync();
        Assert.Equal((2, 2), (audit.Accepted, audit.Duplicates));
        Assert.All(await _host.WaitingAsync(), job => Assert.Equal("576086e3-0000-4000-8000-000000000001", job.EventId));
    }

    [Theory]
    [InlineData("contact.created", 1, 1)]
    [InlineData("Contact.Created", 1, 1)]
    [InlineData("contact.changed", 1, 2)]
    [InlineData("contact.created", 2, 2)]
    [InlineData("sale.created", 1, 2)]
    public async Task Another_event_or_another_key_under_the_same_id_is_another_event(string name, int key, int accepted)
    {
        await PostOkAsync(Bodies.Json("""{"EventId":"e-1","Event":"contact.created","PrimaryKey":1}"""));
        await PostOkAsync(Bodies.Json($$"""{"EventId":"e-1","Event":"{{name}}","PrimaryKey":"{{key}}"}"""));

        Assert.Equal(accepted, (await _host.AuditAsync()).Accepted);
    }

    [Fact]
    public async Task Deliveries_of_the_same_body_without_an_id_become_one_job()
    {
        await PostOkAsync(Bodies.Json("""{"Event":"contact.changed","PrimaryKey":1}"""));
        await PostOkAsync(Bodies.Json("""{"Event":"contact.changed","PrimaryKey":1}"""));
        await PostOkAsync(Bodies.Json("""{"Event":"contact.changed","PrimaryKey":2}"""));

        var audit = await _host.AuditAsync();
        Assert.Equal((2, 1), (audit.Accepted, audit.Duplicates));
    }

    [Theory]
    [InlineData("long")]
    [InlineData("a\\nb")]
    [InlineData("a b:c")]
    [InlineData("   ")]
    public async Task An_unusable_event_id_is_replaced_by_the_bodys_hash(string eventId)
    {
        await PostOkAsync(Bodies.Change(eventId == "long" ? new string('a', 101) : eventId));

        Assert.StartsWith("sha256:", Assert.Single(await _host.WaitingAsync()).EventId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("contact.changed\\r\\nfail: forged\\u001b[31m", "(unreadable)")]
    [InlineData("contact.changed forged", "(other)")]
    public async Task An_event_name_cannot_forge_log_lines(string name, string logged)
    {
        await PostOkAsync(Bodies.Change(name: name));

        Assert.Empty(_host.Sink.LinesWith("forged"));
        Assert.Contains(logged, Assert.Single(_host.Logs.GetSnapshot(), record => record.Id.Name == "Received").Message, StringComparison.Ordinal);
    }

    private async Task PostOkAsync(HttpContent body)
    {
        using var response = await _host.PostAsync(body, cancellationToken: Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
