using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connector.ServiceDefaults.Tests.Telemetry;

/// <summary>
/// Aspire switches the redaction of its libraries off in Development; a webhook's token then stood in every span. These tests run a real
/// service with those switches on and every logger at its most talkative, and look at what leaves the process.
/// </summary>
public sealed class SecretsTests : IDisposable
{
    private const string Secret = "s3cr3t-of-the-query";

    private static readonly string[] Switches =
    [
        "OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION",
        "OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION",
        "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
        "DOTNET_SYSTEM_NET_HTTP_DISABLEURIREDACTION",
    ];

    private readonly TextWriter _console = Console.Out;
    private readonly StringWriter _printed = new();
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    public SecretsTests()
    {
        Console.SetOut(_printed);
        SwitchCaptureOn();
    }

    public void Dispose()
    {
        Console.SetOut(_console);
        Array.ForEach(Switches, name => Environment.SetEnvironmentVariable(name, null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // after the defaults have switched everything off: the processor alone must do
    public async Task Query_values_of_both_directions_stand_in_no_span_log_metric_or_console_line(bool switchedOnAgain)
    {
        await using var collector = await OtlpCollector.StartAsync();
        string? askedFor = null;
        await using var other = await TestApp.StartPlainAsync(app => app.MapGet("/asked", (HttpContext context) => { askedFor = context.Request.QueryString.Value; }));
        var target = new Uri(other.Address(), $"/asked?key={Secret}-out");

        await using (var app = await StartTalkativeAsync(collector, switchedOnAgain, target))
        {
            using var client = new HttpClient { BaseAddress = app.Address() };
            using var response = await client.GetAsync($"/relay?token={Secret}-in", _ct);
            response.EnsureSuccessStatusCode();
            await SendBrokenRequestAsync(app.Address());
            await app.StopAsync(_ct);
        }

        Assert.Equal($"?key={Secret}-out", askedFor);
        var printed = _printed.ToString();
        Assert.Contains("\"Category\":\"Relay\"", printed, StringComparison.Ordinal);
        Assert.Contains("/relay", collector.Spans, StringComparison.Ordinal);
        Assert.Contains("/asked", collector.Spans, StringComparison.Ordinal);
        Assert.Contains("Asking the other side", collector.Logs, StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", collector.Metrics, StringComparison.Ordinal);
        Assert.All([printed, collector.Spans, collector.Logs, collector.Metrics], text => Assert.DoesNotContain(Secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_switches_read_from_the_environment_are_off_after_the_defaults()
    {
        await using var app = await TestApp.StartAsync();

        Assert.All(Switches, name => Assert.Equal("false", Environment.GetEnvironmentVariable(name)));
        Assert.All(Switches, name => Assert.Equal("false", app.Configuration[name]));
    }

    [Fact]
    public async Task Trace_context_travels_on_but_baggage_does_not()
    {
        Dictionary<string, string>? received = null;
        await using var other = await TestApp.StartPlainAsync(app => app.MapGet("/asked", (HttpContext context) =>
        {
            received = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
        }));
        await using var app = await TestApp.StartAsync(map: app => app.MapGet("/relay", async (IHttpClientFactory factory) =>
        {
            using var client = factory.CreateClient();
            using var answer = await client.GetAsync(new Uri(other.Address(), "/asked"), _ct);
        }));

        // By hand: the test's own client would add headers of the propagator under test.
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(app.Address().Host, app.Address().Port, _ct);
        const string Parent = "0af7651916cd43dd8448eb211c80319c";
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /relay HTTP/1.1\r\nHost: x\r\nConnection: close\r\ntraceparent: 00-{Parent}-b7ad6b7169203331-01\r\nbaggage: k={Secret}\r\n\r\n"), _ct);
        using var reader = new StreamReader(tcp.GetStream());
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(_ct), StringComparison.Ordinal);

        Assert.NotNull(received);
        Assert.Contains(Parent, received["traceparent"], StringComparison.Ordinal);
        Assert.All(received, header => Assert.DoesNotContain(Secret, header.Value, StringComparison.Ordinal));
    }

    private Task<WebApplication> StartTalkativeAsync(OtlpCollector collector, bool switchedOnAgain, Uri target) => TestApp.StartAsync(
        builder =>
        {
            collector.Configure(builder);
            builder.Logging.AddJsonConsole(options => options.IncludeScopes = true);
            builder.Set("Logging:LogLevel:Default", "Trace");
            // The two ways configuration has to be more specific than a rule: by provider and by category.
            builder.Set("Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace");
            builder.Set("Logging:LogLevel:System.Net.Http.HttpClient.Default.LogicalHandler", "Trace");
        },
        app => app.MapGet("/relay", async (IHttpClientFactory factory, ILoggerFactory loggers) =>
        {
            loggers.CreateLogger("Relay").LogInformation("Asking the other side");
            using var client = factory.CreateClient();
            using var answer = await client.GetAsync(target, _ct);
            return answer.StatusCode.ToString();
        }),
        builder =>
        {
            if (switchedOnAgain)
            {
                SwitchCaptureOn();
                Array.ForEach(Switches, name => builder.Set(name, "true"));
            }
        });

    private static void SwitchCaptureOn() => Array.ForEach(Switches, name => Environment.SetEnvironmentVariable(name, "true"));

    private async Task SendBrokenRequestAsync(Uri address)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.Host, address.Port, _ct);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"G<T /relay?token={Secret}-broken HTTP/1.1\r\n\r\n"), _ct);
        using var reader = new StreamReader(tcp.GetStream());
        Assert.StartsWith("HTTP/1.1 400", await reader.ReadToEndAsync(_ct), StringComparison.Ordinal);
    }
}
