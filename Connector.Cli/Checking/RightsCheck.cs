using System.Runtime.CompilerServices;
using Connector.Cli.Findings;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Search;

namespace Connector.Cli.Checking;

/// <summary>Whether the login may read companies, and change them where it is to; tried on the first few, of which nothing is changed.</summary>
internal sealed class RightsCheck : ICheck
{
    private const int Companies = 3;

    public string Name => "rights";

    public bool NeedsLogin => true;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ContactRecord> seen = [];
        await foreach (var row in input.Client.Search.ContactsAsync(new ArchiveQuery { Columns = ["name"], PageSize = Companies }, cancellationToken))
        {
            if (await input.Client.GetContactAsync(row.PrimaryKey, cancellationToken) is { } contact)
            {
                seen.Add(contact);
            }

            if (seen.Count == Companies)
            {
                break;
            }
        }

        var writes = input.Context.Mode == "write";
        var closed = seen.Where(contact => !contact.MayBeChanged).ToList();
        var fields = seen.SelectMany(contact => contact.ReadOnlyFields).Distinct().Intersect(Mapping.Of(input.Context).Select(one => one.ProgId)).ToList();
        yield return seen.Count == 0 ? Finding.Doubtful(
            "The login sees no company.", "Look in SuperOffice that its user has a role that reads companies, and that there are any.")
            : closed.Count == seen.Count ? new Finding(
                writes ? Verdict.Bad : Verdict.Doubtful,
                $"The login may read companies and change none of the first {seen.Count}.",
                "Give its user a role in SuperOffice that changes companies; as long as it has none, differences stay proposals (no_right).")
            : closed.Count > 0 ? Finding.Doubtful(
                $"The login may not change contact:{closed[0].ContactId}, nor perhaps others.", "What may not be changed stays a proposal (no_right).")
            : fields.Count > 0 ? new Finding(
                writes ? Verdict.Bad : Verdict.Doubtful, $"The login may not change the mapped fields {string.Join(", ", fields)}.", "Give its user's role the right to them, in SuperOffice's administration of fields.")
            : Finding.Good($"the first {seen.Count} companies may be read and changed");
    }
}
