using Connector.Enrichment.V1;
using Google.Protobuf.WellKnownTypes;

namespace Connector.Enricher.Tests.Calls;

public sealed class AnswerTests : IClassFixture<SharedEnricher>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FakeExplorer _explorer;
    private readonly EnricherHost _enricher;

    public AnswerTests(SharedEnricher shared)
    {
        _explorer = shared.Explorer;
        _explorer.Requests.Clear();
        _enricher = shared.Enricher;
    }

    [Fact]
    public async Task A_contact_gets_its_texts_cleaned_and_the_facts_of_the_analysis()
    {
        _explorer.Answer = FakeExplorer.Json("""
            { "status": "success", "company_name": "Nordlicht Pumpen", "website": "https://nordlicht-pumpen.example",
              "vertical_name": " Machine\tBuilding ", "summary": "<p>Builds pumps.</p><p>In Kiel &amp; Lübeck.</p>", "opener": "Hello\u202e there",
              "opener_secondary": null, "confidence": 0.875, "cost": { "amount": 0.0123, "currency": "eur" }, "model": "m-1", "news": [1, 2] }
            """);

        var answer = await _enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);

        var enriched = new ContactEnrichment
        {
            Vertical = "Machine Building",
            Summary = "Builds pumps.\n\nIn Kiel & Lübeck.",
            Opener = "Hello there",
            Analysis = new AnalysisInfo
            {
                Confidence = 0.875,
                Model = "m-1",
                CompanyName = "Nordlicht Pumpen",
                Website = "https://nordlicht-pumpen.example",
                Cost = new Money { Amount = "0.0123", Currency = "EUR" },
            },
        };
        Assert.Equal(enriched, answer.Enriched);
        Assert.False(answer.Enriched.HasOpenerSecondary);
    }

    [Fact]
    public async Task A_person_gets_role_and_texts()
    {
        _explorer.Answer = FakeExplorer.Json("""
            { "status": "success", "role_name": "Maintenance", "texts": { "subject": "Pumps", "intro": "As head of …", "social_proof": "  " }, "summary": "not theirs" }
            """);

        var answer = await _enricher.Client.EnrichPersonAsync(Requests.Person(), cancellationToken: _ct);

        Assert.Equal(new PersonEnrichment { Role = "Maintenance", Subject = "Pumps", Intro = "As head of …", Analysis = new() }, answer.Enriched);
        Assert.False(answer.Enriched.HasSocialProof);
    }

    [Theory]
    [InlineData("""{ "status": "processing", "retry_after_seconds": 12 }""", 12)]
    [InlineData("""{ "status": "processing" }""", 30)]
    [InlineData("""{ "status": "processing", "retry_after_seconds": 0 }""", 1)]
    [InlineData("""{ "status": "processing", "retry_after_seconds": -5 }""", 1)]
    [InlineData("""{ "status": "processing", "retry_after_seconds": 1e12 }""", 3600)]
    public async Task Still_processing_comes_with_a_bounded_delay(string body, int seconds)
    {
        _explorer.Answer = FakeExplorer.Json(body);

        var contact = await _enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);
        var person = await _enricher.Client.EnrichPersonAsync(Requests.Person(), cancellationToken: _ct);

        Assert.Equal(Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)), contact.StillProcessing.RetryAfter);
        Assert.Equal(contact.StillProcessing, person.StillProcessing);
    }

    [Theory]
    [InlineData(200, """{ "status": "not_found", "cost": { "amount": 0.001, "currency": "EUR" } }""", RefusalReason.NotFound, "0.001")]
    [InlineData(200, """{ "status": "not_found" }""", RefusalReason.NotFound, null)]
    [InlineData(404, """{ "status": "not_found" }""", RefusalReason.NotFound, null)]
    [InlineData(404, """{ "status": "NOT_FOUND", "cost": { "amount": 0.002, "currency": "EUR" }, "detail": ["odd"] }""", RefusalReason.NotFound, "0.002")]
    [InlineData(404, "\uFEFF{ \"status\": \"not_found\" }", RefusalReason.NotFound, null)]
    [InlineData(200, "\uFEFF{ \"status\": \"not_found\" }", RefusalReason.NotFound, null)]
    [InlineData(200, """{ "status": "error" }""", RefusalReason.AnalysisFailed, null)]
    [InlineData(200, """{ "status": "error", "detail": "<b>blocked</b> by robots.txt", "cost": { "amount": 1, "currency": "EUR" } }""", RefusalReason.AnalysisFailed, "1")]
    public async Task Nothing_to_write_is_a_refusal_that_tells_its_cost(int status, string body, RefusalReason reason, string? cost)
    {
        _explorer.Answer = FakeExplorer.Status(status, body);

        var answer = await _enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);

        Assert.Equal(reason, answer.Refused.Reason);
        Assert.Equal(cost, answer.Refused.Analysis?.Cost?.Amount);
        Assert.NotEmpty(answer.Refused.Detail);
        Assert.DoesNotContain("<", answer.Refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_about_plainly_another_company_is_refused_with_its_cost()
    {
        _explorer.Answer = FakeExplorer.Json("""
            { "status": "success", "company_name": "Zebra Überseehandel Ltd.", "website": "zebra.example", "vertical_name": "Trade",
              "cost": { "amount": 0.02, "currency": "EUR" } }
            """);

        var contact = await _enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);
        var person = await _enricher.Client.EnrichPersonAsync(Requests.Person(), cancellationToken: _ct);

        Assert.Equal(RefusalReason.OtherCompany, contact.Refused.Reason);
        Assert.Equal("Asked about \"Nordlicht Pumpen GmbH\", answered about \"Zebra Überseehandel Ltd.\".", contact.Refused.Detail);
        Assert.Equal("0.02", contact.Refused.Analysis.Cost.Amount);
        Assert.Equal(contact.Refused, person.Refused);
    }

    [Fact]
    public async Task The_same_name_on_another_website_passes_with_both_for_the_worker_to_judge()
    {
        _explorer.Answer = FakeExplorer.Json("""
            { "status": "success", "company_name": "Nordlicht Pumpen GmbH", "website": " https://nordlicht.example/\u202e ", "role_name": "Buyer" }
            """);

        var contact = await _enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);
        var person = await _enricher.Client.EnrichPersonAsync(Requests.Person(), cancellationToken: _ct);

        Assert.Equal("https://nordlicht.example/", contact.Enriched.Analysis.Website);
        Assert.Equal(contact.Enriched.Analysis, person.Enriched.Analysis);
    }

    [Theory]
    [InlineData("https://nordlicht-pumpen.example/impressum")]
    [InlineData("shop.nordlicht-pumpen.example")]
    [InlineData("HTTP://WWW.Nordlicht-Pumpen.Example:8080")]
    public async Task Another_name_on_the_same_registered_website_is_the_same_company(string website)
    {
        _explorer.Answer = FakeExplorer.Json($$"""
            { "status": "success", "company_name": "Zebra Holding", "website": "{{website}}", "vertical_name": "Trade" }
            """);

        var answer = await _enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);

        Assert.Equal("Trade", answer.Enriched.Vertical);
    }
}
