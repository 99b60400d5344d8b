using System.Collections.Concurrent;
using System.Text;
using Connector.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Sandbox.Tests.Control;

public sealed class FirstCompanyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhenTheConnectorWritesBack_TheStoryIsToldOnce()
    {
        var refusals = 2;
        await using var connector = new Receiver { Answer = one => one.EventName == "test" && Interlocked.Decrement(ref refusals) >= 0 ? 503 : 200 };
        using var logs = new LogSink();
        using var sandbox = new SandboxHost(
            await connector.StartAsync(("AnnounceFirstCompany", "true"), ("DashboardUrl", "http://localhost:8004/")), logs: logs);

        var contactId = (await connector.FirstAsync("contact.created")).Json["PrimaryKey"]!.GetValue<int>();
        var personId = (await connector.FirstAsync("person.created")).Json["PrimaryKey"]!.GetValue<int>();
        using var client = await sandbox.LoginAsync();
        await WriteAsync(client, $"/Contact/{contactId}", """{"SuperOffice:83":"21","SuperOffice:84":"Kühlt.","SuperOffice:85":"Guten\nTag","SuperOffice:86":"Hallo"}""");
        await WriteAsync(client, $"/Person/{personId}", """{"SuperOffice:20":"Operations decision maker"}""");
        await logs.WaitAsync("dashboard      http://localhost:8004/");
        var story = string.Join('\n', logs.Lines);

        Assert.True(connector.All.Count(one => one.Headers.ContainsKey("X-Hook-Test")) >= 3);
        Assert.Contains("Hansen Kältetechnik GmbH", story, StringComparison.Ordinal);
        Assert.Contains("vertical       Building Services & Refrigeration", story, StringComparison.Ordinal);
        Assert.Contains("summary        Kühlt.", story, StringComparison.Ordinal);
        Assert.Contains("opener         Guten Tag", story, StringComparison.Ordinal);
        Assert.Contains("second opener  Hallo", story, StringComparison.Ordinal);
        Assert.Contains("Maike Hansen: Operations decision maker", story, StringComparison.Ordinal);
        Assert.Single(logs.Lines, line => line.Contains("A new company was enriched", StringComparison.Ordinal));
        Assert.Contains(logs.Lines, line => line.Contains("Written back to Hansen Kältetechnik GmbH: Vertical", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line => line.Contains("the-webhook-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AfterAMinute_ItSaysWhatIsMissing()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        await using var connector = new Receiver();
        using var logs = new LogSink();
        using var sandbox = new SandboxHost(await connector.StartAsync(("AnnounceFirstCompany", "true")), time, logs);
        var contactId = (await connector.FirstAsync("contact.created")).Json["PrimaryKey"]!.GetValue<int>();
        await sandbox.SendAsync(HttpMethod.Patch, $"/sandbox/contacts/{contactId}", new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "Da" } });

        var complaint = await Eventually.ValueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(logs.Lines.FirstOrDefault(line => line.Contains("still lacks", StringComparison.Ordinal)));
            },
            line => line is not null, cancellationToken: Cancellation);

        Assert.Contains("Vertical, Opener, Second opener.", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AConnectorThatStaysAway_IsMentionedAndWaitedFor()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        using var logs = new LogSink();
        using var sandbox = new SandboxHost(
            new() { ["Sandbox:WebhookUrl"] = "http://127.0.0.1:1/connector/webhook", ["Sandbox:AnnounceFirstCompany"] = "true" }, time, logs);

        var line = await Eventually.ValueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(logs.Lines.FirstOrDefault(line => line.Contains("has not accepted", StringComparison.Ordinal)));
            },
            line => line is not null, cancellationToken: Cancellation);

        Assert.Contains("ConnectionError", line, StringComparison.Ordinal);
        Assert.Empty((await sandbox.GetAsync("/sandbox/counters"))["events"]!.AsObject());
    }

    private static async Task WriteAsync(HttpClient client, string resource, string fields)
    {
        using var content = new StringContent($$"""[{"op":"replace","path":"CustomFields","value":{{fields}}}]""", Encoding.UTF8, "application/json");
        (await client.PatchAsync(SandboxHost.Api + resource, content, Cancellation)).EnsureSuccessStatusCode();
    }

    private sealed class LogSink : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        public Task<string> WaitAsync(string text) => Eventually.ValueAsync(
            () => Task.FromResult(Lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) ?? ""), line => line.Length > 0,
            because: text, cancellationToken: Cancellation);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
