using System.Text.Json.Nodes;
using Connector.SuperOffice.Identity;

namespace Connector.Cli.Crm;

/// <summary>
/// Whom the login speaks for. Identity calls are partly closed online, with answers that nobody documents: each part is asked for by itself, and what fails is
/// shown with what to do, beside what does not.
/// </summary>
internal sealed class WhoAmICommand() : TenantCommand(
    "who-am-i", "Says whom the login speaks for, with which rights and licences, how the tenant is, and what is missing to send mails as this user. Mails nothing.")
{
    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var parts = new Parts(session.Context);
        var client = session.Client;
        var status = await parts.TryAsync("tenant", () => session.Status.ReadAsync(cancellationToken), "");
        var identity = await parts.TryAsync("identity", () => client.GetIdentityAsync(cancellationToken), "");
        // Where that fails, everything does, and has said why.
        var principal = identity is null ? null : await parts.TryAsync(
            "principal",
            () => client.ReadPrincipalAsync(cancellationToken),
            "User/currentPrincipal is closed to this login: the associate is taken from where it says above. Rights and licences cannot be told.");
        var associate = identity?.AssociateId is not { } id ? null : await parts.TryAsync(
            "associate", () => client.Associates.FindAsync(id, cancellationToken), "Names of users cannot be told; nothing else depends on it.");
        var missing = principal is null ? null : await parts.TryAsync(
            "sender", () => client.FindMissingForSendingAsync(principal, cancellationToken), "Whether mails could be sent cannot be told.");

        List<string[]> rows =
        [
            ["user", string.Join(", ", Texts(principal?.FullName ?? associate?.FullName, principal?.Name ?? associate?.Name))],
            ["associate", identity is null ? "" : identity.AssociateId is { } known ? $"{known}, found by {SourceOf(identity.Source)}" : "not known: set SuperOffice:AssociateId to the id that our writes are recorded under"],
            ["account", identity is null ? "" : identity.Dedicated
                ? "ours alone: changes under it are our own echo"
                : "shared with a person: changes under it may be the person's, and are looked at"],
            ["login", session.Context.IsSystemUser ? "the application's own user" : "the person who consented"],
            ["kind", string.Join(", ", Texts(principal?.UserType, principal?.RoleType, principal?.Role is { Length: > 0 } role ? $"role {role}" : null))],
            ["rights", principal is null ? "" : Listed(principal.Rights)],
            ["licences", principal is null ? "" : Listed(principal.Licences)],
            ["tenant", status is null ? "" : string.Join(", ", Texts(status.State, status.Version, status.Api?.AbsoluteUri))],
            ["sender", principal is null ? "" : principal.Email.Length > 0 ? principal.Email : "no mail address"],
            .. (missing ?? []).Select(one => new[] { "to send", one }),
        ];
        if (session.IsJson)
        {
            await session.WriteJsonAsync(Json(identity, principal, status, missing, parts));
        }
        else
        {
            if (identity is not null)
            {
                session.Screen.Table(["what", "how it is"], rows.Where(row => row[1].Length > 0));
            }

            parts.Show(session.Screen);
        }

        return identity is not null ? ExitCode.Good : parts.ExitCode;
    }

    private static string SourceOf(string source) => source switch
    {
        "currentPrincipal" => "User/currentPrincipal",
        "id_token" => "the id token's claim",
        _ => "the settings",
    };

    private static IEnumerable<string> Texts(params string?[] texts) => texts.OfType<string>().Where(text => text.Length > 0);

    private static string Listed(IReadOnlyList<string> names) => names.Count == 0 ? "none told" : string.Join(", ", names);

    private static JsonObject Json(
        CrmIdentity? identity, CrmPrincipal? principal, SuperOffice.Tenancy.TenantStatus? status, IReadOnlyList<string>? missing, Parts parts) => new()
        {
            ["associateId"] = identity?.AssociateId,
            ["source"] = identity?.Source,
            ["dedicated"] = identity?.Dedicated,
            ["name"] = principal?.Name,
            ["fullName"] = principal?.FullName,
            ["userType"] = principal?.UserType,
            ["role"] = principal?.Role,
            ["rights"] = principal is null ? null : new JsonArray([.. principal.Rights.Select(one => (JsonNode)one)]),
            ["licences"] = principal is null ? null : new JsonArray([.. principal.Licences.Select(one => (JsonNode)one)]),
            ["tenantState"] = status?.State,
            ["version"] = status?.Version,
            ["sender"] = principal?.Email,
            ["missingToSend"] = missing is null ? null : new JsonArray([.. missing.Select(one => (JsonNode)one)]),
            ["problems"] = new JsonArray([.. parts.Problems.Select(one => (JsonNode)new JsonObject { ["part"] = one.Part, ["message"] = one.Text, ["cure"] = one.Cure })]),
        };
}
