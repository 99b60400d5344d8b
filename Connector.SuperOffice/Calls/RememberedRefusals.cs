using Connector.SuperOffice.Authentication;
using Connector.SuperOffice.Tenancy;

namespace Connector.SuperOffice.Calls;

/// <summary>What calls remember of refusals, so as not to ask in vain: a login that was refused, a tenant that does not run, hosts that only failed.</summary>
internal sealed class RememberedRefusals(TenantLogin login, TenantLocator locator, IReadOnlyList<CallBreaker> breakers)
{
    /// <summary>Forgets them: the next call asks.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        login.ForgetRefusal();
        locator.ForgetRefusal();
        foreach (var breaker in breakers)
        {
            await breaker.CloseAsync(cancellationToken);
        }
    }
}
