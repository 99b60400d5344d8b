using Connector.ServiceDefaults.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Connector.ServiceDefaults.Starting;

/// <summary>
/// Whether <see cref="Microsoft.Extensions.Hosting.RunServiceExtensions.RunServiceAsync"/> is just starting the service and will tell of
/// a failure itself. As long as it is, the host's own report, a stack trace, is left out.
/// </summary>
internal sealed class StartPhase
{
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    private volatile bool _underWay;

    public void Begin() => _underWay = true;

    public void End() => _underWay = false;

    /// <summary>
    /// Holds back the host's errors only: a background service that ends the process this early is reported as critical, and stays. And of the console
    /// our own line about the failure, which its thread may be too late to write; <see cref="StartFailure.EndWith"/> does that itself.
    /// </summary>
    public void Restrain(LoggerFilterOptions options) => options.Restrain((provider, category, level) =>
        (!_underWay || level != LogLevel.Error || category != Host)
        && (level != LogLevel.Critical || category != StartLog.Category || provider != typeof(ConsoleLoggerProvider).FullName));
}
