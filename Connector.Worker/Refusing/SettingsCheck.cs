using Connector.Jobs.Refusals;
using Connector.SuperOffice;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Refusing;

/// <summary>Has what was refused looked at again once the settings behind that have changed, by whomever they were seen to be otherwise.</summary>
internal sealed class SettingsCheck(Refusals refusals, RefusalTerms terms, IOptions<SuperOfficeOptions> superOffice, ILogger<SettingsCheck> log)
{
    private long _forgotten;

    /// <summary>Looks at the tenant's settings.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var tenant = superOffice.Value.ContextIdentifier;
        var look = await refusals.LookAsync(tenant, await terms.AllAsync(cancellationToken), cancellationToken);
        if (look.Again > 0)
        {
            log.SettingsChanged(tenant, look.Again);
        }

        if (look.Forgotten > _forgotten)
        {
            log.RefusalsForgotten(tenant, look.Forgotten);
        }

        _forgotten = look.Forgotten;
    }
}
