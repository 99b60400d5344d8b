using System.Globalization;
using System.Net;
using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Search;

namespace Connector.SuperOffice.Associates;

/// <summary>
/// The users of the CRM, kept for 10 minutes. <c>v1/User</c> is closed to partner applications and <c>v1/Associate</c> does not exist; the associate
/// agent tells of one user, and the list of all is that which fills drop-downs, or else the archive of internal users.
/// Source: SuperOffice's descriptions of the agents, and its samples.
/// </summary>
public sealed class AssociateDirectory : IDisposable
{
    private const int MaxUsers = 5000;

    private readonly ApiCaller _api;
    private readonly TimedCache<int, AssociateInfo?> _known;
    private readonly TimedCache<string, IReadOnlyList<AssociateInfo>> _all;

    internal AssociateDirectory(ApiCaller api, TimeProvider time)
    {
        _api = api;
        _known = new(time);
        _all = new(time);
    }

    /// <summary>The user, or null if there is none.</summary>
    public async Task<AssociateInfo?> FindAsync(int associateId, CancellationToken cancellationToken) =>
        associateId <= 0
            ? null
            : await _known.GetAsync(associateId, token => LoadAsync(associateId, token), _ => FieldLayouts.Lifetime, cancellationToken);

    /// <summary>The users; what the API's list leaves out, such as the kind of user, <see cref="FindAsync"/> knows.</summary>
    public Task<IReadOnlyList<AssociateInfo>> ListAsync(CancellationToken cancellationToken) =>
        _all.GetAsync("", LoadAllAsync, _ => FieldLayouts.Lifetime, cancellationToken);

    void IDisposable.Dispose()
    {
        _known.Dispose();
        _all.Dispose();
    }

    private async Task<AssociateInfo?> LoadAsync(int id, CancellationToken cancellationToken)
    {
        const string Path = "v1/Agents/Associate/GetAssociate";
        var call = new ApiCall(HttpMethod.Post, Path, string.Create(CultureInfo.InvariantCulture, $"{Path}?associateId={id}")) { OnlyReads = true };
        var answer = await _api.SendAsync(call, mayBeMissing: true, cancellationToken);

        // An agent says null, or gives a blank carrier, for what there is not.
        return answer.IsNotFound
            ? null
            : answer.Read(root => root.ValueKind == JsonValueKind.Null ? null : Check(root, id));
    }

    private static AssociateInfo? Check(JsonElement root, int id) => root.Integer("AssociateId") switch
    {
        0 => null,
        var found when found == id => new AssociateInfo(id, root.Text("Name"), root.Text("FullName"), root.Name<AssociateType>("Type"), root.Flag("Deleted")),
        _ => throw new JsonException("AssociateId is not the one asked for"),
    };

    private async Task<IReadOnlyList<AssociateInfo>> LoadAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            var list = await _api.SendAsync(
                ApiCall.Get("v1/MDOList/associate", "v1/MDOList/associate?flat=true"), mayBeMissing: true, cancellationToken);
            if (!list.IsNotFound)
            {
                return list.Read(root => Distinct(root.AsList().Select(FromList)));
            }
        }
        catch (SuperOfficeException blocked) when (blocked.Status is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
        {
            // The list may be closed to us where the archive is not; if that is closed too, its failure is the one to tell.
        }

        var archive = await _api.SendAsync(
            ApiCall.Get(
                "v1/Archive/InternalUsers",
                $"v1/Archive/InternalUsers?$select=associateDbId,assocName,fullName,isActive&$orderby=associateDbId&$top={MaxUsers}"),
            mayBeMissing: false,
            cancellationToken);
        return archive.Read(root => Distinct(ArchiveRow.ReadAll(root, null).Select(FromArchive)));
    }

    private static AssociateInfo FromList(JsonElement item) =>
        new(item.Integer("Id"), item.Text("Name"), item.Text("FullName"), AssociateType.Unknown, item.Flag("Deleted"));

    // Columns of associates may show initials; what the primary key of such a row counts, no document says.
    private static AssociateInfo FromArchive(ArchiveRow row) => row.Integer("associateDbId") is { } id
        ? new(id, row.Text("assocName"), row.Text("fullName"), AssociateType.Unknown, row.Text("isActive") is "0" or "false" or "False")
        : throw new JsonException("associateDbId is not a number");

    private static List<AssociateInfo> Distinct(IEnumerable<AssociateInfo> users) =>
        [.. users.Where(user => user.AssociateId > 0).DistinctBy(user => user.AssociateId)];
}
