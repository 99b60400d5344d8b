using Connector.Jobs.Hosting;
using Connector.Worker.Limits;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Connector.Worker.Tenants;

/// <summary>
/// Has the default tenant's limits count anew when the process' configuration is read again, which a file such as <c>appsettings.json</c> is
/// when it changes; variables and arguments cannot change. Wrong settings change nothing but the log.
/// </summary>
internal sealed class LimitsWatch(
    RedisGate gate, IConfiguration configuration, IOptionsFactory<TenantOptions> options, TenantLimits limits, TenantCells tenants,
    ILogger<LimitsWatch> log)
    : BackgroundService
{
    private readonly SemaphoreSlim _changed = new(0);

    public override void Dispose()
    {
        base.Dispose();
        _changed.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = ChangeToken.OnChange(configuration.GetReloadToken, () => _changed.Release());
        await gate.WaitAsync(stoppingToken);
        // What was changed before anybody watched.
        await TakeAsync(stoppingToken);
        while (true)
        {
            await _changed.WaitAsync(stoppingToken);
            await TakeAsync(stoppingToken);
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        if (TryRead() is { } settings && limits.Take(settings))
        {
            log.LimitsChanged(tenants.DefaultTenant);
            await tenants.LookAgainAsync(tenants.DefaultTenant, cancellationToken);
        }
    }

    // Not from the monitor, which may be told of the change after us.
    private TenantOptions? TryRead()
    {
        try
        {
            return options.Create(Options.DefaultName);
        }
        catch (OptionsValidationException wrong)
        {
            log.LimitsWrong(string.Join(' ', wrong.Failures));
        }
        catch (InvalidOperationException)
        {
            // The binder's own message quotes the value.
            log.LimitsWrong("A value of the section Tenant does not belong there.");
        }

        return null;
    }
}
