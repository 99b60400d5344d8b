using System.Diagnostics;
using System.Text;

namespace Connector.Enricher.Tests.Calls;

/// <summary>What the Company Explorer sees of us: nothing but the agreed minimum.</summary>
public sealed class WireTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_contact_leaves_with_name_website_and_city_only()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address);

        await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);

        var received = Assert.Single(explorer.Requests);
        Assert.Equal(("POST", "/api/provision/superoffice-contact"), (received.Method, received.Target));
        Assert.Equal(
            """{"so_contact_id":4711,"so_person_id":null,"crm_name":"Nordlicht Pumpen GmbH","crm_website":"www.nordlicht-pumpen.example","crm_city":"Kiel","job_title":null,"force":false}""",
            received.Body);
        Assert.Equal("application/json", received.Headers["Content-Type"]);
        Assert.Equal("Cust10001:c4711:9f2c", received.Headers["Idempotency-Key"]);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + EnricherHost.Password)), received.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_person_leaves_with_the_job_title_and_what_else_the_caller_let_out()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(
            new Uri(explorer.Address, "/some/base"),
            new() { ["Explorer:UserName"] = null, ["Explorer:Password"] = null, ["Explorer:ApiKey"] = "key-1" });
        var request = Requests.Person();
        request.Company.OrgNumber = "987 654";
        request.Context.Force = true;

        await enricher.Client.EnrichPersonAsync(request, cancellationToken: _ct);

        var received = Assert.Single(explorer.Requests);
        Assert.Equal("/some/base/api/provision/superoffice-contact", received.Target);
        Assert.Equal(
            """{"so_contact_id":4711,"so_person_id":981,"crm_name":"Nordlicht Pumpen GmbH","crm_website":"www.nordlicht-pumpen.example","crm_city":"Kiel","crm_org_nr":"987 654","job_title":"Head of Maintenance","force":true}""",
            received.Body);
        Assert.Equal("Bearer key-1", received.Headers["Authorization"]);
    }

    [Fact]
    public async Task The_trace_goes_on_from_the_caller_to_the_company_explorer()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address);
        using var source = new ActivitySource("Connector.Tests");
        using var pass = source.StartActivity("pass");
        Assert.NotNull(pass);

        await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);

        var traceparent = Assert.Single(explorer.Requests).Headers["traceparent"];
        Assert.Contains(pass.TraceId.ToHexString(), traceparent, StringComparison.Ordinal);
        Assert.DoesNotContain(pass.SpanId.ToHexString(), traceparent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_credentials_nor_company_data_nor_texts_are_logged_at_any_level()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(
            explorer.Address, new() { ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace" });
        explorer.Answer = FakeExplorer.Json("""{ "status": "success", "summary": "a-secret-summary" }""");
        await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);
        explorer.Answer = FakeExplorer.Status(422, """{ "detail": "a-secret-detail" }""");
        await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await enricher.Client.EnrichPersonAsync(Requests.Person(), cancellationToken: _ct));

        var log = enricher.Log.Text;
        Assert.Contains("Cust10001 c4711: Enriched", log, StringComparison.Ordinal);
        Assert.Contains("Cust10001 p981: EXPLORER_UNPROCESSABLE", log, StringComparison.Ordinal);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + EnricherHost.Password));
        Assert.All(
            [EnricherHost.Password, basic, "Nordlicht", "nordlicht", "Kiel", "Maintenance", "a-secret"],
            text => Assert.DoesNotContain(text, log, StringComparison.Ordinal));
    }
}
