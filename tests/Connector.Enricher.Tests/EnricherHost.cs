using System.Collections.Concurrent;
using Connector.Enricher.Explorer;
using Connector.Enrichment.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connector.Enricher.Tests;

/// <summary>The enricher as Program.cs composes it, on free ports, with a channel to it.</summary>
internal sealed class EnricherHost : IAsyncDisposable
{
    public const string Password = "s3cr3t-password";

    private readonly WebApplication _app;

    private EnricherHost(WebApplication app, LogLines log)
    {
        _app = app;
        Log = log;
        Channel = GrpcChannel.ForAddress(GrpcAddress);
        Client = new EnrichmentService.EnrichmentServiceClient(Channel);
    }

    public LogLines Log { get; }

    public IServiceProvider Services => _app.Services;

    public GrpcChannel Channel { get; }

    public EnrichmentService.EnrichmentServiceClient Client { get; }

    // Endpoints of one configuration section listen in the order of their names.
    public Uri GrpcAddress => _app.Address(0);

    public Uri HttpAddress => _app.Address(1);

    public static async Task<EnricherHost> StartAsync(
        Uri explorer, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var log = new LogLines();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:grpc:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:grpc:Protocols"] = "Http2",
            ["Kestrel:Endpoints:http:Url"] = "http://127.0.0.1:0",
            ["Kestrel:Endpoints:http:Protocols"] = "Http1",
            ["Explorer:BaseUrl"] = explorer.ToString(),
            ["Explorer:UserName"] = "user",
            ["Explorer:Password"] = Password,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.AddEnrichment();
        builder.AddExplorer();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapEnrichment();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new EnricherHost(app, log);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Everything logged, formatted, with scopes and exceptions.</summary>
internal sealed class LogLines : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<string> Lines { get; } = new();

    public string Text => string.Join('\n', Lines);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            owner._scopes.ForEachScope((scope, _) => line += " => " + scope, 0);
            owner.Lines.Enqueue(line);
        }
    }
}

internal static class Addresses
{
    public static Uri Address(this WebApplication app, int index)
        => new(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.ElementAt(index));
}
