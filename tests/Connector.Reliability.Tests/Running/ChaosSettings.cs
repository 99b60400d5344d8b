namespace Connector.Reliability.Tests.Running;

/// <summary>
/// How the services are set up: as the AppHost's profile <c>sandbox</c> does it, with all waiting shortened, so that a kill is recovered
/// from within seconds. The relations between the times are those of the defaults.
/// </summary>
internal static class ChaosSettings
{
    public const string Tenant = "Cust10001";
    public const string Secret = "chaos-webhook-secret-0123456789abcdef";
    public const string Token = "chaos-webhook-token-0123456789abcdef";

    public const string OperatorKey = "chaos-operator-key-0123456789abcdef";

    /// <summary>Longer than this, and what is frozen loses its accounts.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    private static readonly Dictionary<string, string> Jobs = new()
    {
        ["Jobs:Quiet"] = "00:00:00.200",
        ["Jobs:LongestQuiet"] = "00:00:02",
        ["Jobs:ChangeQuiet"] = "00:00:00.200",
        ["Jobs:LongestChangeQuiet"] = "00:00:02",
        ["Jobs:Lease"] = "00:00:04",
        ["Jobs:Heartbeat"] = "00:00:01",
        ["Jobs:DeciderTimeout"] = "00:00:02",
    };

    public static Dictionary<string, string> Ingress(string redis, int port, string spool, IReadOnlyDictionary<string, string> more) => With(Jobs, more, new()
    {
        ["ConnectionStrings:redis"] = redis,
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["Ingress:Tenant"] = Tenant,
        ["Ingress:WebhookToken"] = Token,
        ["Ingress:WebhookSecret"] = Secret,
        ["Ingress:Spool:Directory"] = spool,
    });

    public static Dictionary<string, string> Dashboard(string redis, int port) => With(Jobs, new Dictionary<string, string>(), new()
    {
        ["ConnectionStrings:redis"] = redis,
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["Dashboard:OperatorKey"] = OperatorKey,
    });

    public static Dictionary<string, string> Enricher(int grpc, int http, int sandbox) => new()
    {
        ["Kestrel:Endpoints:grpc:Url"] = $"http://127.0.0.1:{grpc}",
        ["Kestrel:Endpoints:grpc:Protocols"] = "Http2",
        ["Kestrel:Endpoints:http:Url"] = $"http://127.0.0.1:{http}",
        ["Kestrel:Endpoints:http:Protocols"] = "Http1",
        ["Explorer:BaseUrl"] = $"http://127.0.0.1:{sandbox}/explorer",
        ["Explorer:UserName"] = "sandbox",
        ["Explorer:Password"] = "sandbox-explorer-password",
        ["Explorer:Timeout"] = "00:00:10",
    };

    public static Dictionary<string, string> Worker(string redis, int port, int enricher, int sandbox, string directory, IReadOnlyDictionary<string, string> more) => With(Jobs, more, new()
    {
        ["ConnectionStrings:redis"] = redis,
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["Tenant:Mode"] = "write",
        ["Tenant:Scope:All"] = "true",
        ["Tenant:Persons:Enrich"] = "true",
        // A storm is no reason to write or ask less: caps and brake have tests of their own.
        ["Tenant:Spend:CallsPerDay"] = "1000000",
        ["Tenant:Spend:AmountPerDay"] = "1000000",
        ["Tenant:WriteBudget:AccountsPerHour"] = "100000",
        ["Tenant:WriteBudget:AccountsPerDay"] = "100000",
        ["Tenant:Brake:Troubles"] = "1000",
        // What follows from losses is counted; what a search would find beside it is not.
        ["Tenant:Subscription:CatchUp"] = "false",
        ["Tenant:Subscription:LookEvery"] = "00:00:05",
        ["Notices:LookEvery"] = "00:00:05",
        ["Worker:SnapshotDirectory"] = Path.Combine(directory, "snapshots"),
        ["Worker:StateDirectory"] = Path.Combine(directory, "state"),
        ["Worker:Enricher"] = $"http://127.0.0.1:{enricher}",
        ["Worker:EnrichDeadline"] = "00:00:10",
        ["Worker:FirstRetry"] = "00:00:00.200",
        ["Worker:LongestRetry"] = "00:00:02",
        ["Worker:Attempts"] = "100",
        ["Worker:ProbeEvery"] = "00:00:01",
        ["Worker:ReclaimEvery"] = "00:00:00.200",
        ["Worker:LongestWait"] = "00:00:01",
        ["Worker:LeaseReserve"] = "00:00:00.500",
        ["SuperOffice:ContextIdentifier"] = Tenant,
        ["SuperOffice:Environment"] = "sod",
        ["SuperOffice:LoginUrl"] = $"http://127.0.0.1:{sandbox}",
        ["SuperOffice:ClientId"] = "sandbox-client",
        ["SuperOffice:ClientSecret"] = "sandbox-client-secret",
        ["SuperOffice:RefreshToken"] = "sandbox-refresh-token",
        ["SuperOffice:Timeout"] = "00:00:02",
        ["SuperOffice:CallsPerSecond"] = "1000",
        ["SuperOffice:MaxConcurrentCalls"] = "50",
        ["SuperOffice:BreakerPause"] = "00:00:01",
        ["Tenant:Contact:Vertical:ProgId"] = CrmFields.Vertical,
        ["Tenant:Contact:Summary:ProgId"] = CrmFields.Summary,
        ["Tenant:Contact:Opener:ProgId"] = CrmFields.Opener,
        ["Tenant:Contact:OpenerSecondary:ProgId"] = CrmFields.OpenerSecondary,
        ["Tenant:Contact:Stamp:ProgId"] = CrmFields.ContactStamp,
        ["Tenant:Person:Role:ProgId"] = CrmFields.Role,
        ["Tenant:Person:Subject:ProgId"] = CrmFields.Subject,
        ["Tenant:Person:Intro:ProgId"] = CrmFields.Intro,
        ["Tenant:Person:SocialProof:ProgId"] = CrmFields.SocialProof,
        ["Tenant:Person:Stamp:ProgId"] = CrmFields.PersonStamp,
    });

    public static Dictionary<string, string> Sandbox(int port, int? ingress) => With([], new Dictionary<string, string>(), new()
    {
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["Sandbox:AnnounceFirstCompany"] = "false",
        ["Sandbox:WebhookUrl"] = ingress is null ? "" : $"http://127.0.0.1:{ingress}/connector/webhook",
        ["Sandbox:WebhookToken"] = Token,
        ["Sandbox:WebhookSecret"] = Secret,
        ["Sandbox:Explorer:ThinkTime"] = "00:00:00.100",
        ["Logging:LogLevel:Default"] = "Warning",
        ["Logging:LogLevel:Connector.Start"] = "Information",
    });

    private static Dictionary<string, string> With(
        Dictionary<string, string> common, IReadOnlyDictionary<string, string> more, Dictionary<string, string> own) =>
        common.Concat(own).Concat(more).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value);
}
