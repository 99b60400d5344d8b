using System.Diagnostics;
using System.Text.Json;
using Connector.Testing;
using Connector.Testing.Telemetry;

namespace Connector.EndToEnd.Tests;

/// <summary>One trace tells the whole story, and no secret.</summary>
public sealed class TraceTests(ConnectorApp app)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_leads_from_the_post_over_stream_pass_and_enrichment_to_the_patch()
    {
        var (contact, person) = await app.Sandbox.CreateAsync("Softwarehaus Birkenweg GmbH", Cancelled);
        await app.Sandbox.EnrichedAsync(contact, person, Cancelled);

        var patch = await app.Telemetry.WaitForSpanAsync(
            span => span is { Service: "worker", Kind: ActivityKind.Client }
                && span.Attributes.GetValueOrDefault("http.request.method") == "PATCH"
                && span.Attributes.GetValueOrDefault("url.full")?.Contains($"/Contact/{contact}", StringComparison.Ordinal) == true,
            "the PATCH", ConnectorApp.Patience, Cancelled);
        var post = await AncestorAsync(patch, span => span is { Service: "ingress", Kind: ActivityKind.Server });
        var pass = await AncestorAsync(patch, span => span.Name.StartsWith("pass", StringComparison.Ordinal));
        Assert.Equal(post.TraceId, pass.TraceId);

        var explorer = await app.Telemetry.WaitForSpanAsync(
            span => span is { Service: "enricher", Kind: ActivityKind.Client } && span.TraceId == post.TraceId,
            "the Company Explorer's call in the post's trace", ConnectorApp.Patience, Cancelled);
        var call = await AncestorAsync(explorer, span => span is { Service: "enricher", Kind: ActivityKind.Server });
        Assert.Contains("EnrichmentService", call.Name, StringComparison.Ordinal);
        Assert.Equal(pass.SpanId, (await AncestorAsync(call, span => span.Name == pass.Name)).SpanId);
    }

    [Fact]
    public async Task A_token_in_the_query_stands_in_no_span_log_or_console_line_though_Development_asks_for_it()
    {
        var name = $"token.in.query.{Guid.NewGuid():N}";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { EventId = Guid.NewGuid(), Event = name, Entity = "", PrimaryKey = 0, Changes = Array.Empty<string>(), ContextIdentifier = "Cust10001" });
        using var response = await app.PostAsync(body, Cancelled, tokenInQuery: true);
        response.EnsureSuccessStatusCode();

        // Once the line about this post has gone both ways, so has everything else that was said about it.
        await Eventually.TrueAsync(
            () => app.Telemetry.Logs.Any(log => log.Body.Contains(name, StringComparison.Ordinal)), ConnectorApp.Patience, "it was exported", Cancelled);
        await Eventually.TrueAsync(() => app.Console.LinesWith(name).Count > 0, ConnectorApp.Patience, "it was printed", Cancelled);
        await app.QuietAsync(Cancelled);

        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION=true", await app.EnvironmentOfAsync("ingress", Cancelled));
        }

        app.AssertNoSecretWasTold();
    }

    private async Task<ReceivedSpan> AncestorAsync(ReceivedSpan span, Func<ReceivedSpan, bool> accept) => (await Eventually.ValueAsync(
        () => Task.FromResult(Ancestors(span).FirstOrDefault(accept)),
        found => found is not null,
        ConnectorApp.Patience,
        $"{span.Name} has such an ancestor",
        Cancelled))!;

    private IEnumerable<ReceivedSpan> Ancestors(ReceivedSpan span)
    {
        for (var at = span; at is not null; at = app.Telemetry.Spans.FirstOrDefault(s => s.TraceId == at.TraceId && s.SpanId == at.ParentSpanId))
        {
            yield return at;
        }
    }
}
