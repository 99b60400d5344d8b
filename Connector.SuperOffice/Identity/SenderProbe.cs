using System.Net;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Identity;

/// <summary>
/// Finds out what stands between a user and mails sent by the API under the user's name. Nothing is mailed: the mail agent is asked for a blank mail. Online
/// it is closed to applications until SuperOffice grants it. Source: SuperOffice docs, reference/restful/agent/EMail.
/// </summary>
internal static class SenderProbe
{
    private const string Path = "v1/Agents/EMail/CreateDefaultEMailEntity";

    public static async Task<IReadOnlyList<string>> FindMissingAsync(ApiCaller api, CrmPrincipal principal, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        if (principal.IsSystemUser)
        {
            missing.Add("This is the application's own user, which is no person: nobody can be the sender. Log in as a person.");
        }
        else if (principal.Email.Length == 0)
        {
            missing.Add("The user has no mail address: enter one at the user's person in SuperOffice.");
        }

        try
        {
            await api.SendAsync(new ApiCall(HttpMethod.Post, Path, Path) { OnlyReads = true }, mayBeMissing: false, cancellationToken);
        }
        catch (SuperOfficeException closed) when (closed.RawAnswer is not null && closed.Status is not (
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
        {
            missing.Add($"The mail agent is closed to this application ({(int)closed.Status!}): ask SuperOffice to grant it EMail.");
        }

        return missing;
    }
}
