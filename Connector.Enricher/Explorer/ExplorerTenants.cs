using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Connector.Enricher.Providers;
using Connector.Tenants;
using Microsoft.Extensions.Options;

namespace Connector.Enricher.Explorer;

/// <summary>The section <c>Explorer</c> of a tenant's file: where its Company Explorer is, and what opens it. The rest is the enricher's own.</summary>
internal sealed class ExplorerSection
{
    /// <inheritdoc cref="ExplorerOptions.BaseUrl"/>
    public Uri? BaseUrl { get; set; }

    /// <inheritdoc cref="ExplorerOptions.Region"/>
    public string? Region { get; set; }

    /// <inheritdoc cref="ExplorerOptions.Check"/>
    public bool Check { get; set; } = true;

    /// <inheritdoc cref="ExplorerOptions.AllowHttp"/>
    public bool AllowHttp { get; set; }

    /// <inheritdoc cref="ExplorerOptions.UserName"/>
    public string? UserName { get; set; }

    /// <inheritdoc cref="ExplorerOptions.Password"/>
    public string? Password { get; set; }

    /// <inheritdoc cref="ExplorerOptions.ApiKey"/>
    public string? ApiKey { get; set; }
}

/// <summary>A Company Explorer and what opens it.</summary>
/// <remarks>A class, not a record: a record would print it.</remarks>
internal sealed class ExplorerAccount(ExplorerOptions options)
{
    /// <summary>Ends with a slash.</summary>
    public Uri Address { get; } = new(options.BaseUrl!.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>Whether it may be looked at without a question.</summary>
    public bool MayBeChecked { get; } = options.Check;

    public AuthenticationHeaderValue Authorization { get; } = string.IsNullOrEmpty(options.ApiKey)
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.UserName}:{options.Password}")))
        : new AuthenticationHeaderValue("Bearer", options.ApiKey);
}

/// <summary>
/// Which Company Explorer a tenant's questions go to: that of its file; the default one, if its file names none or if it is the default
/// tenant. A tenant that nobody described has none: its companies' data go nowhere. Only where no further tenants are set up
/// and the default one is not named is there nothing to distinguish.
/// </summary>
internal sealed class ExplorerTenants(
    IOptions<ExplorerOptions> options, IOptions<TenantsOptions> files, IEnumerable<IValidateOptions<ExplorerOptions>> rules, DeclaredRegions regions)
    : ITenantHost
{
    private readonly ExplorerAccount _default = new(options.Value);
    private readonly bool _isForAll = options.Value.Tenant.Length == 0 && files.Value.Directory.Length == 0;
    private readonly ConcurrentDictionary<string, ExplorerAccount> _others = new(StringComparer.Ordinal);

    public string DefaultTenant => options.Value.Tenant;

    /// <summary>The tenant's Company Explorer.</summary>
    /// <exception cref="ProviderException"><see cref="ProviderFailure.TenantUnknown"/>.</exception>
    public ExplorerAccount Of(string tenant) =>
        _others.TryGetValue(tenant, out var account) ? account
        : _isForAll || tenant.Equals(DefaultTenant, StringComparison.OrdinalIgnoreCase) ? _default
        : throw new ProviderException(
            ProviderFailure.TenantUnknown, "The enricher knows no Company Explorer of this tenant: it is not Explorer:Tenant, and has no enabled file in Tenants:Directory.");

    public Task<string?> TakeAsync(TenantSettings tenant, CancellationToken cancellationToken)
    {
        if (!tenant.Has(TenantSection.Explorer))
        {
            _others[tenant.Id] = _default;
            return Task.FromResult<string?>(null);
        }

        var section = tenant.Read<ExplorerSection>(TenantSection.Explorer);
        var described = new ExplorerOptions
        {
            Tenant = tenant.Id,
            BaseUrl = section.BaseUrl,
            Region = section.Region,
            Check = section.Check,
            AllowHttp = section.AllowHttp,
            UserName = section.UserName,
            Password = section.Password,
            ApiKey = section.ApiKey,
        };
        var problems = rules.SelectMany(rule => rule.Validate(Options.DefaultName, described).Failures ?? []).ToList();
        if (described.BaseUrl is { IsAbsoluteUri: true } address && !ExplorerHosts.Allow(options.Value, address))
        {
            problems.Add("Explorer:BaseUrl is on a host that the enricher's setting Explorer:AllowedHosts does not name.");
        }

        if (problems.Count > 0)
        {
            return Task.FromResult<string?>(string.Join(' ', problems));
        }

        _others[tenant.Id] = new ExplorerAccount(described);
        regions.Tell(described);
        return Task.FromResult<string?>(null);
    }

    public Task RemoveAsync(string tenant, CancellationToken cancellationToken)
    {
        _others.TryRemove(tenant, out _);
        return Task.CompletedTask;
    }
}

/// <summary>Where there may be further tenants, the default Company Explorer must be somebody's.</summary>
internal sealed class ExplorerTenantRules(IOptions<TenantsOptions> files) : IValidateOptions<ExplorerOptions>
{
    public ValidateOptionsResult Validate(string? name, ExplorerOptions options) =>
        options.Tenant.Length == 0 && files.Value.Directory.Length > 0
            ? ValidateOptionsResult.Fail("Explorer:Tenant is missing: with Tenants:Directory set, it must be the context identifier of the tenant whose Company Explorer Explorer:BaseUrl is.")
            : ValidateOptionsResult.Success;
}
