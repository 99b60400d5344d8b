using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Connector.Ingress.Authenticity;
using Connector.ServiceDefaults.Secrets;
using Connector.Tenants;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Tenants;

/// <summary>A tenant that may post here, and what proves that a post is its own.</summary>
/// <param name="Id">The context identifier, as configured.</param>
/// <param name="Authenticity">Tells its posts from others'.</param>
internal sealed record IngressTenant(string Id, PostAuthenticity Authenticity);

/// <summary>
/// The tenants whose paths exist: the default one of the settings, and those of files while there are any. The path selects the tenant
/// and its secrets; the body never does.
/// </summary>
internal sealed class IngressTenants : ITenantHost
{
    private readonly ConcurrentDictionary<string, IngressTenant> _tenants = new(StringComparer.OrdinalIgnoreCase);
    private readonly PreviousKeyUse _previousUse;
    private readonly ILogger _logger;

    public IngressTenants(IOptions<IngressOptions> options, PreviousKeyUse previousUse, ILogger<IngressTenants> logger)
    {
        (_previousUse, _logger) = (previousUse, logger);
        var credentials = IngressOptionsRules.CredentialsOf(options.Value);
        WarnOfWeak(credentials, file: "");
        Default = new IngressTenant(options.Value.Tenant, new PostAuthenticity(credentials, previousUse.Note));
        _tenants[Default.Id] = Default;
    }

    /// <summary>The tenant of the path that names none.</summary>
    public IngressTenant Default { get; }

    public string DefaultTenant => Default.Id;

    public bool TryFind(string id, [NotNullWhen(true)] out IngressTenant? tenant) => _tenants.TryGetValue(id, out tenant);

    public Task<string?> TakeAsync(TenantSettings tenant, CancellationToken cancellationToken)
    {
        var credentials = WebhookSection.Of(tenant);
        if (string.Join(' ', credentials.Problems("Webhook:Token", "Webhook:Secret", "Webhook:Proof")) is { Length: > 0 } problem)
        {
            return Task.FromResult<string?>(problem);
        }

        WarnOfWeak(credentials, $"{tenant.File}, ");
        _tenants[tenant.Id] = new IngressTenant(tenant.Id, new PostAuthenticity(credentials, setting => _previousUse.Note($"{tenant.File}, {setting}")));
        _logger.MayPost(tenant.Id, credentials.Proof);
        return Task.FromResult<string?>(null);
    }

    public Task RemoveAsync(string tenant, CancellationToken cancellationToken)
    {
        _tenants.TryRemove(tenant, out _);
        return Task.CompletedTask;
    }

    private void WarnOfWeak(Credentials credentials, string file)
    {
        foreach (var setting in credentials.Weak)
        {
            _logger.WeakCredential(file + setting, Credentials.ShortestGood);
        }
    }
}
