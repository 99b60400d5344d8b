using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Identity;

/// <summary>
/// Asks who we are, and tells a refusal as one: for diagnosis. Work goes by <see cref="IdentityResolver"/>, which has other sources too. Source: SuperOffice
/// docs, reference/restful/rest/User/v1User_GetCurrentPrincipal.
/// </summary>
internal static class PrincipalReader
{
    private const string Path = "v1/User/currentPrincipal";

    public static async Task<CrmPrincipal> ReadAsync(ApiCaller api, CancellationToken cancellationToken) =>
        (await api.SendAsync(ApiCall.Get(Path, Path), mayBeMissing: false, cancellationToken)).Read(Read);

    private static CrmPrincipal Read(JsonElement root) => new()
    {
        AssociateId = root.Integer("AssociateId"),
        Name = Text(root, "Associate"),
        FullName = Text(root, "FullName"),
        UserType = Text(root, "UserType"),
        PersonId = Number(root, "PersonId"),
        ContactId = Number(root, "ContactId"),
        GroupId = Number(root, "GroupId"),
        Email = Text(root, "EMailAddress"),
        Role = Text(root, "RoleName"),
        RoleType = Text(root, "RoleType"),
        Licences = Names(root, "Licenses"),
        Rights = Names(root, "FunctionRights"),
        Tenant = Text(root, "DatabaseContextIdentifier"),
    };

    // Nothing is decided by these: what is odd is not told.
    private static string Text(JsonElement root, string name) => root.OrElse(one => one.Text(name), "");

    private static int Number(JsonElement root, string name) => root.OrElse(one => one.OptionalInteger(name) ?? 0, 0);

    // Samples show texts; the description has objects with a name.
    private static List<string> Names(JsonElement root, string name) => root.OrElse(
        one => one.Items(name).Select(item => item.ValueKind == JsonValueKind.Object ? item.OrElse(o => o.Text("Name"), "") : item.TextOrNull() ?? "")
            .Where(text => text.Length > 0).ToList(),
        []);
}
