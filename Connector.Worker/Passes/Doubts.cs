using Connector.SuperOffice;
using Connector.SuperOffice.Search;
using Connector.Worker.Enriching;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Whether an answer is surely about the company that was asked about. Where the CRM knows no website, the company's name is all there is to tell; then
/// the CRM is asked for others of that name.
/// </summary>
internal sealed class Doubts(SuperOfficeClient client, IOptions<TenantOptions> tenant)
{
    private const string DeletedColumn = "contactDeleted";

    /// <summary>Enough to show that there are others.</summary>
    private const int MostNamesakes = 4;

    /// <summary>The doubt, or null.</summary>
    /// <exception cref="SuperOfficeException">The CRM could not be asked; another try may do it.</exception>
    public async Task<Doubt?> OfAsync(PassScope scope, ReadyEntity entity, AnalysisFacts about, CancellationToken cancellationToken) =>
        Doubt.Of(about, entity.Websites, tenant.Value.MinimumConfidence) is { } doubt ? doubt
        : Doubt.IsNameAll(about, entity.Websites) ? await OfNameAsync(scope, entity, about, cancellationToken)
        : null;

    private async Task<Doubt?> OfNameAsync(PassScope scope, ReadyEntity entity, AnalysisFacts about, CancellationToken cancellationToken)
    {
        var (id, name) = (entity.Question.Company.ContactId, entity.Question.Company.Name);
        if (name.Contains('\\', StringComparison.Ordinal))
        {
            return Doubt.OfUnknownNamesakes("SuperOffice cannot be asked for a name with a backslash.");
        }

        try
        {
            var others = await FindAsync(client.With(scope.ClassOf(entity.Key)), id, name, cancellationToken);
            return others.Count > 0 ? Doubt.OfNamesakes(about, name, others) : null;
        }
        catch (SuperOfficeException refused) when (refused.Kind is FailureKind.Refused or FailureKind.NotGranted)
        {
            return Doubt.OfUnknownNamesakes(refused.Message);
        }
    }

    private static async Task<List<int>> FindAsync(SuperOfficeClient client, int id, string name, CancellationToken cancellationToken)
    {
        var others = new List<int>();
        var query = new ArchiveQuery
        {
            Filter = ArchiveFilter.Is("name", name).And(ArchiveFilter.Unequal("contactId", id)),
            Columns = [DeletedColumn],
            PageSize = 20,
        };
        await foreach (var row in client.Search.ContactsAsync(query, cancellationToken))
        {
            if (row.PrimaryKey != id && !IsDeleted(row))
            {
                others.Add(row.PrimaryKey);
                if (others.Count == MostNamesakes)
                {
                    break;
                }
            }
        }

        return others;
    }

    private static bool IsDeleted(ArchiveRow row) =>
        row.Text(DeletedColumn).Equals("true", StringComparison.OrdinalIgnoreCase) || row.Integer(DeletedColumn) == 1;
}
