using Connector.ServiceDefaults.Logging;
using Microsoft.Extensions.Logging;

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
    /// Holds back the host's errors only: a background service that ends the process this early is reported as critical, and stays.
    /// </summary>
    public void Restrain(LoggerFilterOptions options) => options.Restrain(
        (category, level) => !_underWay || level != LogLevel.Error || category != Host);
}
