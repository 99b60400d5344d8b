using Connector.Enricher.Calls;
using Microsoft.Extensions.Options;

namespace Connector.Enricher.Explorer;

/// <summary>
/// Tells, at the start and with each new tenant's file, where companies' data are processed, as whoever set this up declares it. In production
/// it is a warning if nobody did: it belongs into the records of processing.
/// </summary>
internal sealed class DeclaredRegions(IOptions<ExplorerOptions> options, IHostEnvironment environment, ILogger<DeclaredRegions> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Tell(options.Value);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Tells it of one Company Explorer.</summary>
    public void Tell(ExplorerOptions explorer)
    {
        var whose = explorer.Tenant.Length > 0 ? explorer.Tenant : "every tenant";
        if (!string.IsNullOrEmpty(explorer.Region))
        {
            EnricherLog.RegionDeclared(log, whose, explorer.Region);
        }
        else
        {
            EnricherLog.RegionNotDeclared(log, environment.IsProduction() ? LogLevel.Warning : LogLevel.Information, whose);
        }
    }
}
