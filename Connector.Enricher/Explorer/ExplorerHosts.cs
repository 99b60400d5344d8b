using Microsoft.Extensions.Options;

namespace Connector.Enricher.Explorer;

/// <summary>
/// The last look at where a request goes: to the configured hosts and nowhere else, whatever a tenant's file, a redirect or a mistake of ours
/// says. Credentials and company data leave by this door only.
/// </summary>
internal sealed class ExplorerHosts(IOptions<ExplorerOptions> options) : DelegatingHandler
{
    /// <summary>Whether the address is on one of the hosts.</summary>
    public static bool Allow(ExplorerOptions options, Uri address) =>
        options.AllowedHosts.Append(options.BaseUrl!.IdnHost).Contains(address.IdnHost, StringComparer.OrdinalIgnoreCase);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Allow(options.Value, request.RequestUri!)
            ? base.SendAsync(request, cancellationToken)
            : throw new InvalidOperationException("The address is on no host that Explorer:BaseUrl or Explorer:AllowedHosts names.");
}
