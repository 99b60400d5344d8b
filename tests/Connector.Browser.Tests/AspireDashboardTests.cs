using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Connector.Testing;
using Connector.Testing.AppHosts;
using Connector.Testing.Secrets;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Connector.Browser.Tests;

/// <summary>What a person finds on Aspire's dashboard who opened it by the address on the console.</summary>
public sealed partial class AspireDashboardTests(BrowserFixture browser)
{
    /// <summary>A company's way, each step somewhere below the one before in the trace.</summary>
    private static readonly string[] Way =
    [
        "ingress: POST /connector/webhook", "worker: decide", "worker: pass", "worker: Grpc.Net.Client.GrpcOut",
        "enricher: POST /connector.enrichment.v1.EnrichmentService/EnrichContact", "sandbox: POST /explorer/", "worker: HTTP PATCH",
        "sandbox: PATCH /Cust10001/api/v1/Contact/",
    ];

    private readonly List<string> _seen = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resources_the_trace_of_a_new_company_and_logs_are_there_and_no_secret_is()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci && OperatingSystem.IsLinux(), Tiers.RunsFrom(Tier.Ci) + " On Linux.");
        var page = await browser.NewPageAsync(1280, 720);
        page.SetDefaultTimeout(60_000);
        SetDefaultExpectTimeout(60_000);
        await using var run = AppHostProcess.Start();
        await run.ReadyAsync(Cancel);
        var contact = await CreateCompanyAsync(run);
        await run.LineAsync($"/c{contact}: completed", Cancel);

        await LookAtResourcesAsync(page, run);
        await LookAtConsoleOfRedisAsync(page, run);
        await LookAtLogsAsync(page, run, contact);
        await LookAtTraceAsync(page);

        var pages = string.Join('\n', _seen);
        Assert.DoesNotContain(run.Secrets.Values.Append(run.LoginAddress.Split("t=")[1]), secret => pages.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Assert.Null(SecretText.FirstIn(pages));
    }

    private async Task LookAtResourcesAsync(IPage page, AppHostProcess run)
    {
        await page.GotoAsync(run.LoginAddress);
        await page.GetByLabel("Dismiss notification").ClickAsync(); // There is no certificate; none is needed.
        foreach (var (resource, endpoints) in new[]
        {
            ("redis", "tcp://localhost:"), ("dashboard", "Sync runs"), ("enricher", ""), ("ingress", "Webhook"), ("sandbox", "Sandbox CRM"),
        })
        {
            await Expect(page.GetByRole(AriaRole.Row, new() { Name = $": {resource} Running" })).ToContainTextAsync(endpoints);
        }

        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = RunningWorker() })).ToHaveCountAsync(2);
        await Expect(Rows(page, "Unhealthy")).ToHaveCountAsync(0);
        await KeepAsync(page, "aspire-resources");
        await page.GetByText("Parameters", new() { Exact = true }).ClickAsync();
        await Expect(Rows(page, "redis-password")).ToBeVisibleAsync();
        await KeepAsync(page, "aspire-parameters");
    }

    private async Task LookAtConsoleOfRedisAsync(IPage page, AppHostProcess run)
    {
        await page.GotoAsync(new Uri(new Uri(run.LoginAddress), "/consolelogs/resource/redis").ToString());
        await Expect(page.GetByText("as a process").First).ToBeVisibleAsync();
        await KeepAsync(page, "aspire-console");
    }

    /// <summary>Finds the company's line, and follows its link to the trace.</summary>
    private async Task LookAtLogsAsync(IPage page, AppHostProcess run, int contact)
    {
        await page.GotoAsync(new Uri(new Uri(run.LoginAddress), "/structuredlogs").ToString());
        var enriched = Rows(page, $"c{contact}: Enriched after");
        await Expect(enriched).ToBeVisibleAsync();
        await KeepAsync(page, "aspire-logs");
        await enriched.GetByText(ShortTraceId()).ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/traces/detail/", StringComparison.Ordinal));
    }

    private async Task LookAtTraceAsync(IPage page)
    {
        await Eventually.ValueAsync(() => SpansAsync(page), spans => spans.Count >= 25 && Way.All(step => spans.Exists(span => Is(span, step))),
            TimeSpan.FromSeconds(60), "the trace is complete", Cancel);
        var spans = await SpansAsync(page);
        Assert.Equal(Way, Way.OrderBy(step => spans.FindIndex(span => Is(span, step))));
        await KeepAsync(page, "aspire-trace");
    }

    private static bool Is(string span, string step) => span.StartsWith(step, StringComparison.Ordinal);

    /// <summary>The spans that are shown, such as <c>worker: pass</c>, without the names of replicas.</summary>
    private static async Task<List<string>> SpansAsync(IPage page)
    {
        var labels = await page.Locator("td.expand-col").EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.title)");
        return [.. labels.Select(label => Replica().Replace(label, "worker:"))];
    }

    private async Task KeepAsync(IPage page, string name)
    {
        _seen.Add(await page.ContentAsync());
        await BrowserFixture.ScreenshotAsync(page, name);
    }

    private static ILocator Rows(IPage page, string text) => page.Locator("tr[role=row]").Filter(new() { HasText = text });

    private static async Task<int> CreateCompanyAsync(AppHostProcess run)
    {
        using var http = new HttpClient { BaseAddress = run.AddressOf(8005) };
        using var created = await http.PostAsJsonAsync("/sandbox/contacts", new { name = "Brauerei Lindenhof GmbH", website = "https://www.lindenhof.example" }, Cancel);
        return (int)(await created.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(Cancel))!["contactId"]!;
    }

    [GeneratedRegex(": worker-[a-z]{8} Running")]
    private static partial Regex RunningWorker();

    [GeneratedRegex("^worker-[a-z]{8}:")]
    private static partial Regex Replica();

    [GeneratedRegex("^ *[0-9a-f]{7} *$")]
    private static partial Regex ShortTraceId();
}
