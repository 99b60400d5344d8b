using Connector.SuperOffice.Writing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Connector.SuperOffice.Tests.Responding;

/// <summary>
/// The client as a service registers it. Everything secret here contains <see cref="Secret"/>; when the host goes, nothing that was logged, and
/// no failure that <see cref="FailureAsync"/> saw, may contain it.
/// </summary>
internal sealed class ClientHost : IAsyncDisposable
{
    public const string Secret = "top-secret-";

    private readonly IHost _host;
    private readonly SecretSink _sink = new();

    private ClientHost(Uri login, TimeProvider? time, ServiceDescriptor? redis, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SuperOffice:ContextIdentifier"] = Responder.Tenant,
            ["SuperOffice:LoginUrl"] = login.AbsoluteUri,
            ["SuperOffice:ClientId"] = "client",
            ["SuperOffice:ClientSecret"] = Secret + "client",
            ["SuperOffice:RefreshToken"] = Secret + "refresh",
            ["SuperOffice:Timeout"] = "00:01:00",
            ["SuperOffice:CallsPerSecond"] = "1000",
            ["SuperOffice:MaxConcurrentCalls"] = "50",
        });
        foreach (var setting in settings)
        {
            builder.Configuration.AddInMemoryCollection([setting]);
        }

        _sink.Attach(builder.Logging);
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        if (redis is not null)
        {
            builder.Services.Add(redis);
        }

        // As service defaults do for every client of a service; it would repeat a PATCH.
        builder.Services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());
        builder.AddSuperOffice();
        builder.Services.AddSingleton<IWriteGate>(Gate);
        _host = builder.Build();
        Client = _host.Services.GetRequiredService<SuperOfficeClient>();
    }

    public SuperOfficeClient Client { get; }

    public TestGate Gate { get; } = new();

    public IServiceProvider Services => _host.Services;

    public IReadOnlyCollection<string> LogLines => _sink.Lines;

    public static ClientHost For(Responder responder, params (string Key, string Value)[] settings) => For(responder, null, settings);

    public static ClientHost For(Responder responder, FakeTimeProvider? time, params (string Key, string Value)[] settings) =>
        For(responder.Url, time, settings);

    public static ClientHost For(Uri login, FakeTimeProvider? time, params (string Key, string Value)[] settings) =>
        For(login, time, null, settings);

    /// <summary>A client that shares a Redis with others; the connection stays the caller's.</summary>
    public static ClientHost For(Uri login, FakeTimeProvider? time, IConnectionMultiplexer? redis, params (string Key, string Value)[] settings) =>
        new(login, time, redis is null ? null : ServiceDescriptor.Singleton(redis), Named(settings));

    /// <summary>With a connection of its own to a Redis that it shares with others, as a process of its own would have; it ends with the host.</summary>
    public static ClientHost Sharing(Responder responder, string redis, params (string Key, string Value)[] settings) => new(
        responder.Url, null, ServiceDescriptor.Singleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis)), Named(settings));

    /// <summary>The failure a call must end in.</summary>
    public async Task<SuperOfficeException> FailureAsync(Func<SuperOfficeClient, CancellationToken, Task> call)
    {
        var failure = await Assert.ThrowsAsync<SuperOfficeException>(() => call(Client, TestContext.Current.CancellationToken));
        _sink.Add(failure.ToString());
        return failure;
    }

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        _sink.AssertClean();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Named((string Key, string Value)[] settings) =>
        settings.Select(setting => new KeyValuePair<string, string?>("SuperOffice:" + setting.Key, setting.Value));
}
