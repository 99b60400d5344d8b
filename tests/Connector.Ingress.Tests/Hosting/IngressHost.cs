using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Connector.Jobs.Audit;
using Connector.Jobs.Hosting;
using Connector.Jobs.Queue;
using Connector.Testing.Logging;
using Connector.Testing.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Connector.Ingress.Tests.Hosting;

/// <summary>The real ingress on a real port, every log line kept.</summary>
internal sealed class IngressHost : WebApplicationFactory<Program>
{
    public const string Tenant = "Cust10001";
    public const string Token = "a-token-for-tests-of-40-characters-00001";
    public const string Secret = "a-secret-for-tests-of-41-characters-00002";
    public const string DefaultPath = "/connector/webhook";

    private readonly Dictionary<string, string?> _settings;

    public IngressHost(RedisServer redis, params (string Key, string? Value)[] settings)
    {
        _settings = new()
        {
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["Jobs:Profile"] = "sandbox",
            ["Ingress:Tenant"] = Tenant,
            ["Ingress:WebhookToken"] = Token,
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
        };
        foreach (var (key, value) in settings)
        {
            _settings[key] = value;
        }

        // Not the factory's own way to name a port: it changes the address of a host that may just be starting, and fails where that was quicker.
        UseKestrel();
        _settings["urls"] = "http://127.0.0.1:0";
    }

    public FakeLogCollector Logs => Services.GetFakeLogCollector();

    /// <summary>Every line again, with all values and scopes; readable after the host has ended.</summary>
    public SecretSink Sink { get; } = new();

    /// <summary>What components inside the server see of each request: its target as they would print it.</summary>
    public ConcurrentQueue<string> Targets { get; } = new();

    /// <summary>Not the factory's: posts may be under way while the host ends.</summary>
    public HttpClient Client { get; } = new();

    /// <summary>Returns when events go to Redis.</summary>
    public static IngressHost Start(RedisServer redis, params (string Key, string? Value)[] settings)
    {
        var host = StartAtOnce(redis, settings);
        Assert.True(SpinWait.SpinUntil(() => host.Services.GetRequiredService<RedisGate>().IsOpen, TimeSpan.FromSeconds(30)), "Redis was not found safe.");
        return host;
    }

    /// <summary>Returns when it listens, whatever there is of Redis.</summary>
    public static IngressHost StartAtOnce(RedisServer redis, params (string Key, string? Value)[] settings)
    {
        var host = new IngressHost(redis, settings);
        host.StartServer();
        host.Client.BaseAddress = host.ClientOptions.BaseAddress;
        return host;
    }

    /// <summary>Posts a body as SuperOffice would, with the right token unless told otherwise.</summary>
    public async Task<HttpResponseMessage> PostAsync(
        HttpContent body, string path = DefaultPath, string? token = Token, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        body.Headers.ContentType ??= new MediaTypeHeaderValue("application/json", "utf-8");
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Connector-Token", token);
        }

        return await Client.SendAsync(request, cancellationToken);
    }

    /// <summary>Posts a body with exactly these headers; each may be given more than once.</summary>
    public async Task<HttpStatusCode> PostWithAsync(HttpContent body, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body };
        body.Headers.ContentType ??= new MediaTypeHeaderValue("application/json", "utf-8");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <summary>Writes bytes as they are to the server and reads what the first line of its answer says.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Client.BaseAddress!.Host, Client.BaseAddress.Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var answer = new StreamReader(client.GetStream(), Encoding.Latin1);
        return await answer.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }

    /// <summary>Starts to collect what a counter of the ingress counts.</summary>
    public MetricCollector<long> Collect(string counter) =>
        new(Services.GetRequiredService<IMeterFactory>(), "Connector.Ingress", counter);

    public Task<AuditReport> AuditAsync() =>
        Services.GetRequiredService<JobAudit>().CountAsync(TestContext.Current.CancellationToken);

    /// <summary>All jobs that wait for their decision; reading them leaves them where they are.</summary>
    public Task<IReadOnlyList<WaitingJob>> WaitingAsync() =>
        Services.GetRequiredService<WaitingEvents>().ReadAsync(100, [], crashed: true, TestContext.Current.CancellationToken);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Development);
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureServices(services => services.AddSingleton<IStartupFilter>(new TargetSight(Targets)));
        builder.ConfigureLogging(logging => logging.ClearProviders().AddFakeLogging().AddProvider(Sink));
    }

    private sealed class TargetSight(ConcurrentQueue<string> targets) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                targets.Enqueue($"{context.Request.GetEncodedUrl()} {context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}");
                return following(context);
            });
            next(app);
        };
    }
}
