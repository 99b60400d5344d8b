using System.Net;
using System.Text;

namespace Connector.EndToEnd.Tests;

/// <summary>Posts as SuperOffice documents them, and posts as it never would, all come to an end.</summary>
public sealed class WebhookPayloadTests(ConnectorApp app)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static readonly (string Name, string Body)[] Documented =
    [
        ("contact.created", """{"EventId":"$id","Timestamp":"2026-03-02T09:14:33.1204471Z","Changes":["contact_id","name"],"Event":"contact.created","PrimaryKey":900001,"Entity":"contact","ContextIdentifier":"Cust10001","ChangedByAssociateId":12,"WebhookName":"sync"}"""),
        ("contact.changed with FieldValues", """{"EventId":"$id","Timestamp":"2026-03-02T09:14:33.1204471Z","Changes":["contact_id","updated_associate_id","soundEx","updated","name"],"Event":"contact.changed","PrimaryKey":900002,"Entity":"contact","ContextIdentifier":"Cust10001","ChangedByAssociateId":12,"WebhookName":"sync","FieldValues":{"associate_id":12,"category_idx":4,"deleted":0,"DeletedDate":"0001-01-01T00:00:00","updated":"2026-03-02T10:14:33.12+01:00","userdef_id":22,"userdef2_id":0}}"""),
        ("contact.softdeleted", """{"EventId":"$id","Changes":[],"Event":"contact.softdeleted","PrimaryKey":900003,"Entity":"contact","ContextIdentifier":"Cust10001","ChangedByAssociateId":12,"WebhookName":"sync"}"""),
        ("contact.deleted", """{"EventId":"$id","Changes":[],"Event":"contact.deleted","PrimaryKey":900003,"Entity":"contact","ContextIdentifier":"Cust10001","ChangedByAssociateId":0,"WebhookName":"sync","Values":{"associate_id":5,"contact_id":900003}}"""),
        ("person.created", """{"EventId":"$id","Changes":["person_id","contact_id","firstname","lastname"],"Event":"person.created","PrimaryKey":900004,"Entity":"person","ContextIdentifier":"Cust10001","ChangedByAssociateId":12,"WebhookName":"sync","FieldValues":{"contact_id":900001,"person_id":900004,"position_idx":3}}"""),
        ("person.changed", """{"EventId":"$id","Changes":["person_id","position_idx","title","updated","updated_associate_id","updatedCount"],"Event":"person.changed","PrimaryKey":900005,"Entity":"person","ContextIdentifier":"Cust10001","ChangedByAssociateId":12,"WebhookName":"sync"}"""),
        ("person.deleted", """{"EventId":"$id","Changes":[],"Event":"person.deleted","PrimaryKey":900005,"Entity":"person","ContextIdentifier":"Cust10001","ChangedByAssociateId":12,"Values":{"associate_id":5,"contact_id":900001,"person_id":900005}}"""),
        ("sale.sold", """{"EventId":"$id","Changes":["sale_id","status"],"Event":"sale.sold","PrimaryKey":12,"Entity":"sale","ContextIdentifier":"Cust10001","ChangedByAssociateId":12}"""),
        ("test", """{"EventId":"$id","Changes":[],"Event":"test","PrimaryKey":0,"Entity":"","ContextIdentifier":"Default","ChangedByAssociateId":0,"WebhookName":"sync"}"""),
        ("unknown members", """{"EventId":"$id","Changes":["contact_id","updated"],"Event":"contact.changed","PrimaryKey":900006,"Entity":"contact","ContextIdentifier":"Cust10001","ChangedByAssociateId":12,"Tomorrow":{"Nested":[1,{"More":true}]},"OurInstallation":"a1"}"""),
    ];

    private static readonly string[] Nonsense =
    [
        "this is no JSON",
        """{"Event":42}""",
        "[]",
        """{"Event":"contact.changed","PrimaryKey":"abc","Entity":"contact"}""",
    ];

    [Fact]
    public async Task Every_documented_event_is_accepted_and_comes_to_an_end()
    {
        var before = await app.QuietAsync(Cancelled);

        foreach (var (name, body) in Documented)
        {
            using var response = await PostAsync(body.Replace("$id", Guid.NewGuid().ToString(), StringComparison.Ordinal));
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{name} was answered with {response.StatusCode}.");
        }

        var after = await app.QuietAsync(Cancelled);
        Assert.Equal((long)before["accepted"]! + Documented.Length, (long)after["accepted"]!);
        Assert.Equal((long)before["finished"]! + Documented.Length, (long)after["finished"]!);
    }

    [Fact]
    public async Task Authenticated_nonsense_is_taken_and_becomes_a_dead_letter()
    {
        var before = await app.QuietAsync(Cancelled);

        foreach (var body in Nonsense)
        {
            // Another nonsense each time: the body is what deduplication goes by.
            using var response = await PostAsync(body + new string(' ', Random.Shared.Next(1, 100_000)));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        var after = await app.QuietAsync(Cancelled);
        Assert.Equal((long)before["dead"]! + Nonsense.Length, (long)after["dead"]!);
    }

    [Fact]
    public async Task A_refused_post_is_clear_and_stores_nothing()
    {
        var before = await app.QuietAsync(Cancelled);
        var wrong = $"wrong-{Guid.NewGuid():N}";

        using (var response = await PostAsync("{}", token: wrong))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        using (var response = await app.Ingress.GetAsync($"/connector/webhook?token={app.Secrets.WebhookToken}", Cancelled))
        {
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal(["POST"], response.Content.Headers.Allow);
        }

        using (var response = await PostAsync(new string('x', 1024 * 1024)))
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        }

        Assert.Equal((long)before["accepted"]!, (long)(await app.Dashboard.AuditAsync())["accepted"]!);
        Assert.DoesNotContain(app.Console.Lines, line => line.Contains(wrong, StringComparison.Ordinal));
    }

    private Task<HttpResponseMessage> PostAsync(string body, string? token = null) =>
        app.PostAsync(Encoding.UTF8.GetBytes(body), Cancelled, token);
}
