using System.Diagnostics.CodeAnalysis;
using Connector.Tenants.EnvFiles;

namespace Connector.AppHost.Tenants;

/// <summary>
/// Whose CRM the application works on, chosen and never inferred: the sandbox unless the environment variable
/// <c>CONNECTOR_PROFILE</c> says <c>tenant</c>; only then is the file <c>.env</c> read. What is published is always for a
/// real tenant, with a parameter for every value.
/// </summary>
internal sealed class Tenant
{
    private readonly IDistributedApplicationBuilder _builder;
    private readonly IReadOnlyDictionary<string, string> _values;

    private Tenant(IDistributedApplicationBuilder builder, string profile, IReadOnlyDictionary<string, string> values)
    {
        (_builder, Profile, _values) = (builder, profile, values);
        Volume = builder.ExecutionContext.IsPublishMode ? "connector.redis"
            : builder.Configuration["RedisVolume"] ?? $"{profile}.{values["SO_CONTEXT_IDENTIFIER"]}";
        WebhookCredentials = WebhookCredential.All.Where(Has).ToDictionary(credential => credential.Setting, Parameter);
        OperatorKey = IsSandbox ? Generated("operator-key")
            : !builder.ExecutionContext.IsPublishMode && string.IsNullOrWhiteSpace(values.GetValueOrDefault("OPERATOR_KEY")) ? null
            : Parameter("operator-key", "OPERATOR_KEY", secret: true);
        OperatorKeyPrevious = Published("operator-key-previous")
            ?? (string.IsNullOrWhiteSpace(values.GetValueOrDefault("OPERATOR_KEY_PREVIOUS")) ? null
            : Parameter("operator-key-previous", "OPERATOR_KEY_PREVIOUS", secret: true));
        EnricherKey = Published("enricher-key");
        EnricherKeyPrevious = Published("enricher-key-previous");
        TenantsDirectory = builder.ExecutionContext.IsPublishMode || builder.Configuration["Tenants:Directory"] is not { Length: > 0 } directory
            ? null
            : Path.GetFullPath(directory);
        DataDirectory = Path.GetFullPath(Path.Combine(
            [builder.Configuration["DataDirectory"] ?? Path.Combine(builder.AppHostDirectory, "..", ".data"), .. Volume.Split('.')]));
        RedisPassword = builder.AddParameter("redis-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
        SpoolDirectory = BesideData(builder, "SpoolDirectory", "spool");
        WorkerSettings = WorkerNames.SettingsIn(IsSandbox ? values.Concat(SandboxTenant.WorkerSettings).ToDictionary() : values);
        SnapshotDirectory = BesideData(builder, "SnapshotDirectory", "snapshots");
        HistoryDirectory = BesideData(builder, "HistoryDirectory", "history");
        WriteStopFile = BesideData(builder, "WriteStopFile", "write-stop");
        StateDirectory = SpoolDirectory is null ? null : Path.Combine(SpoolDirectory, "state");
        ContextIdentifier = Parameter("superoffice-context-identifier", "SO_CONTEXT_IDENTIFIER");
        SuperOfficeEnvironment = Parameter("superoffice-environment", "SO_ENVIRONMENT");
        ClientId = Parameter("superoffice-client-id", "SO_CLIENT_ID");
        ClientSecret = Parameter("superoffice-client-secret", "SO_CLIENT_SECRET", secret: true);
        IsSystemUser = values.GetValueOrDefault("SO_SYSTEM_USER_TOKEN", "").Length > 0;
        RefreshToken = IsSystemUser ? null : Parameter("superoffice-refresh-token", "SO_REFRESH_TOKEN", secret: true);
        SystemUserToken = IsSystemUser ? Parameter("superoffice-system-user-token", "SO_SYSTEM_USER_TOKEN", secret: true) : null;
        PrivateKeyFile = IsSystemUser ? Parameter("superoffice-private-key-file", "SO_PRIVATE_KEY_FILE") : null;
        RedirectUri = values.GetValueOrDefault("SO_REDIRECT_URI") == "" ? null : Parameter("superoffice-redirect-uri", "SO_REDIRECT_URI");
        ExplorerUrl = IsSandbox ? null : Parameter("explorer-url", "COMPANY_EXPLORER_URL");
        ExplorerUser = Parameter("explorer-user", "COMPANY_EXPLORER_USER");
        ExplorerPassword = Parameter("explorer-password", "COMPANY_EXPLORER_PASSWORD", secret: true);
        Mode = Parameter("connector-mode", "CONNECTOR_MODE");
    }

    /// <summary><c>sandbox</c> or <c>tenant</c>; a Redis belongs to one of them permanently.</summary>
    public string Profile { get; }

    public bool IsSandbox => Profile == "sandbox";

    /// <summary>The volume of Redis' data, one for each profile and tenant unless the setting <c>RedisVolume</c> names another.</summary>
    public string Volume { get; }

    /// <summary>
    /// Where what is kept on this machine lies: in <c>.data</c> of the repository, or where the setting <c>DataDirectory</c> says, a
    /// directory for each volume. Where Redis is a container, its data are in the volume.
    /// </summary>
    public string DataDirectory { get; }

    public IResourceBuilder<ParameterResource> RedisPassword { get; }

    /// <summary>
    /// What a webhook and ingress share, by ingress' setting: token, secret or both, and the ones before them while they are being
    /// replaced.
    /// </summary>
    public IReadOnlyDictionary<string, IResourceBuilder<ParameterResource>> WebhookCredentials { get; }

    /// <summary>What operators prove themselves with at the dashboard; null where <c>.env</c> has none: then nothing can be changed there.</summary>
    public IResourceBuilder<ParameterResource>? OperatorKey { get; }

    /// <summary>The operators' key before it, valid too while it is being replaced; null where there is none.</summary>
    public IResourceBuilder<ParameterResource>? OperatorKeyPrevious { get; }

    /// <summary>What workers prove themselves with at the enricher; null on one machine, where only that machine reaches it.</summary>
    public IResourceBuilder<ParameterResource>? EnricherKey { get; }

    /// <summary>The one before it, valid too while it is being replaced.</summary>
    public IResourceBuilder<ParameterResource>? EnricherKeyPrevious { get; }

    /// <summary>
    /// Where ingress keeps events while Redis is away: beside its data, unless the setting <c>SpoolDirectory</c> names another place. Null
    /// where it is published: only who deploys it knows a durable disk.
    /// </summary>
    public string? SpoolDirectory { get; }

    /// <summary>Where the files of further tenants are; null if there are none, and where it is published, which mounts them its own way.</summary>
    public string? TenantsDirectory { get; }

    /// <summary>Where the worker keeps what fields held before it wrote; like <see cref="SpoolDirectory"/>, setting <c>SnapshotDirectory</c>.</summary>
    public string? SnapshotDirectory { get; }

    /// <summary>Where the dashboard keeps the history of runs; like <see cref="SpoolDirectory"/>, setting <c>HistoryDirectory</c>.</summary>
    public string? HistoryDirectory { get; }

    /// <summary>The file that stops all writes while it exists; like <see cref="SpoolDirectory"/>, setting <c>WriteStopFile</c>.</summary>
    public string? WriteStopFile { get; }

    /// <summary>
    /// The worker's settings that the tenant's file says: what may be written, which field holds what, which persons. Empty where it is published, which has
    /// them by the production file.
    /// </summary>
    public IReadOnlyDictionary<string, string> WorkerSettings { get; }

    /// <summary>Where workers keep what they saw of Redis last: with the spool. Null where it is published.</summary>
    public string? StateDirectory { get; }

    public IResourceBuilder<ParameterResource> ContextIdentifier { get; }

    public IResourceBuilder<ParameterResource> SuperOfficeEnvironment { get; }

    public IResourceBuilder<ParameterResource> ClientId { get; }

    public IResourceBuilder<ParameterResource> ClientSecret { get; }

    /// <summary>Null for a system user.</summary>
    public IResourceBuilder<ParameterResource>? RefreshToken { get; }

    /// <summary>True where the application's own user logs in, which <c>SO_SYSTEM_USER_TOKEN</c> says; never in what is published.</summary>
    [MemberNotNullWhen(true, nameof(SystemUserToken), nameof(PrivateKeyFile))]
    [MemberNotNullWhen(false, nameof(RefreshToken))]
    public bool IsSystemUser { get; }

    public IResourceBuilder<ParameterResource>? SystemUserToken { get; }

    public IResourceBuilder<ParameterResource>? PrivateKeyFile { get; }

    /// <summary>Null where none is registered.</summary>
    public IResourceBuilder<ParameterResource>? RedirectUri { get; }

    /// <summary>Null for the sandbox, which is its own Company Explorer.</summary>
    public IResourceBuilder<ParameterResource>? ExplorerUrl { get; }

    public IResourceBuilder<ParameterResource> ExplorerUser { get; }

    public IResourceBuilder<ParameterResource> ExplorerPassword { get; }

    /// <summary><c>observe</c>, <c>propose</c> or <c>write</c>.</summary>
    public IResourceBuilder<ParameterResource> Mode { get; }

    /// <summary>False, with one sentence for a person, where the choice cannot be followed.</summary>
    public static bool TryChoose(
        IDistributedApplicationBuilder builder,
        [NotNullWhen(true)] out Tenant? tenant,
        [NotNullWhen(false)] out string? problem)
    {
        (tenant, problem) = (null, null);
        var profile = builder.ExecutionContext.IsPublishMode ? "tenant" : builder.Configuration["CONNECTOR_PROFILE"] ?? "sandbox";
        switch (profile)
        {
            case "sandbox":
                tenant = new Tenant(builder, profile, SandboxTenant.Values);
                return true;
            case "tenant" when builder.ExecutionContext.IsPublishMode:
                tenant = new Tenant(builder, profile, new Dictionary<string, string>());
                return true;
            case "tenant":
                var path = builder.Configuration["EnvFile"] ?? Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", ".env"));
                if (TenantFile.TryRead(path, out var values, out problem))
                {
                    tenant = new Tenant(builder, profile, values);
                }

                return tenant is not null;
            default:
                problem = $"CONNECTOR_PROFILE is '{profile}': it must be sandbox or tenant.";
                return false;
        }
    }

    private string? BesideData(IDistributedApplicationBuilder builder, string setting, string name) => builder.ExecutionContext.IsPublishMode ? null
        : builder.Configuration[setting] ?? Path.Combine(DataDirectory, name);

    // The sandbox's are made up; a manifest asks for all, of which those before the present ones may be empty; .env has what it has.
    private bool Has(WebhookCredential credential) =>
        IsSandbox ? credential.InUse : _builder.ExecutionContext.IsPublishMode || !string.IsNullOrWhiteSpace(_values.GetValueOrDefault(credential.Variable));

    private IResourceBuilder<ParameterResource> Parameter(WebhookCredential credential) => IsSandbox
        ? Generated(credential.Parameter)
        : Parameter(credential.Parameter, credential.Variable, secret: true);

    private IResourceBuilder<ParameterResource>? Published(string name) =>
        _builder.ExecutionContext.IsPublishMode ? _builder.AddParameter(name, secret: true) : null;

    private IResourceBuilder<ParameterResource> Generated(string name) =>
        _builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

    private IResourceBuilder<ParameterResource> Parameter(string name, string key, bool secret = false) =>
        !_builder.ExecutionContext.IsPublishMode ? _builder.AddParameter(name, _values[key], secret: secret)
        : key == "CONNECTOR_MODE" ? _builder.AddParameter(name, "propose", publishValueAsDefault: true)
        : _builder.AddParameter(name, secret);
}
