using System.Net;
using System.Text.Json;
using Connector.SuperOffice.Authentication;
using Connector.SuperOffice.Calls;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Identity;

/// <summary>
/// Finds out under whose id our writes are recorded. Most identity calls are closed to partner applications, with answers that
/// nobody documents; the one that is open, the claim of the id token and the configured id are tried in turn, and what answered is told.
/// A tenant that is held, a server that is busy or a network that is down say nothing about who we are: these are thrown, so that no worse
/// source is taken for the answer.
/// </summary>
internal sealed class IdentityResolver(
    ApiCaller api, TenantLogin login, IOptions<SuperOfficeOptions> options, ILogger<IdentityResolver> logger)
{
    private readonly SuperOfficeOptions _options = options.Value;
    private volatile Known? _known;

    /// <summary>Who we are; asked once per access token or ticket.</summary>
    public async Task<CrmIdentity> GetAsync(CancellationToken cancellationToken)
    {
        var token = await login.GetAsync(cancellationToken);
        if (_known is { } known && known.Value == token.Value)
        {
            return known.Identity;
        }

        var asked = await AskAsync(cancellationToken);
        var (id, source) = asked is { } principal ? (principal.AssociateId, "currentPrincipal")
            : token.AssociateId is { } claimed ? (claimed, "id_token")
            : _options.AssociateId is { } configured ? (configured, "configured")
            : ((int?)null, "unknown");
        var dedicated = _options.DedicatedUser ?? (login.IsDedicated || asked is { IsSystem: true });
        var identity = new CrmIdentity(id, source, id is not null && dedicated) { OwnContactId = asked?.OwnContactId };
        if (_known?.Identity != identity)
        {
            SuperOfficeLog.Identified(logger, identity.AssociateId, identity.Source, identity.Dedicated);
        }

        _known = new Known((await login.GetAsync(cancellationToken)).Value, identity);
        return identity;
    }

    private async Task<Principal?> AskAsync(CancellationToken cancellationToken)
    {
        const string Path = "v1/User/currentPrincipal";
        try
        {
            var answer = await api.SendAsync(ApiCall.Get(Path, Path), mayBeMissing: true, cancellationToken);
            return answer.IsNotFound ? null : answer.Read(root => root.OptionalInteger("AssociateId") is { } id and > 0
                ? new Principal(
                    id,
                    Says(root, "UserType", "SystemAssociate") || Says(root, "RoleType", "System"),
                    OwnContact(root))
                : null);
        }
        catch (SuperOfficeException blocked) when (IsBlocked(blocked))
        {
            SuperOfficeLog.IdentityBlocked(logger, blocked.Message);
            return null;
        }
    }

    // 401 in spite of a new token counts too, as long as it is the API that says so (the token endpoint's answers are not kept): if it is
    // the login that fails, every other call will tell.
    private static bool IsBlocked(SuperOfficeException failure) =>
        failure is { Scope: FailureScope.Entity, Kind: FailureKind.Refused or FailureKind.Unreadable }
            or { Scope: FailureScope.Entity, Status: HttpStatusCode.InternalServerError or HttpStatusCode.NotFound }
            or { Status: HttpStatusCode.Unauthorized, RawAnswer: not null };

    // Undocumented for a system user, so of any kind; one that is no text says nothing.
    private static bool Says(JsonElement root, string member, string value) =>
        root.Member(member) is { ValueKind: JsonValueKind.String } text && string.Equals(text.GetString(), value, StringComparison.OrdinalIgnoreCase);

    // Users from outside belong to other companies; only an employee's is the owner.
    private static int? OwnContact(JsonElement root) =>
        (Says(root, "UserType", "InternalAssociate") || Says(root, "RoleType", "Employee")) && root.OptionalInteger("ContactId") is { } id and > 0
            ? id
            : null;

    private sealed record Principal(int AssociateId, bool IsSystem, int? OwnContactId);

    private sealed class Known(string value, CrmIdentity identity)
    {
        public string Value { get; } = value;

        public CrmIdentity Identity { get; } = identity;
    }
}
