using System.ComponentModel.DataAnnotations;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Control;

/// <summary>Who makes many changes.</summary>
public enum BurstSource
{
    /// <summary>ANNA renames one company again and again, then the next.</summary>
    Human,

    /// <summary>An import under CARLA's name sets organisation numbers, company after company, and begins again at the first.</summary>
    Import,
}

/// <summary>Many changes at once.</summary>
public sealed record Burst
{
    /// <summary>How many. Default 100.</summary>
    [Range(1, 10_000)]
    public int Changes { get; init; } = 100;

    /// <summary>Over how many companies; what is missing is created first. Default 10.</summary>
    [Range(1, 1_000)]
    public int Companies { get; init; } = 10;

    /// <summary>Who makes them. Default a human.</summary>
    public BurstSource By { get; init; } = BurstSource.Human;
}

/// <summary>What a burst came to.</summary>
/// <param name="Changes">Changes saved; each raised an event.</param>
/// <param name="ContactIds">The companies that were changed.</param>
public sealed record BurstView(int Changes, IReadOnlyList<int> ContactIds);

/// <summary>Makes bursts.</summary>
internal sealed class Bursts(TenantDatabase database)
{
    private int _number;

    public BurstView Make(Burst burst)
    {
        var companies = Companies(burst.Companies);
        for (var change = 0; change < burst.Changes; change++)
        {
            var number = Interlocked.Increment(ref _number);
            if (burst.By == BurstSource.Human)
            {
                var id = companies[(int)((long)change * companies.Count / burst.Changes)];
                database.Contacts.Update(id, row => row with { Name = $"{Plain(row.Name)} ({number})" }, Associates.Anna.Id);
            }
            else
            {
                database.Contacts.Update(companies[change % companies.Count], row => row with { OrgNr = $"IMP{number:D9}" }, Associates.Carla.Id);
            }
        }

        return new(burst.Changes, companies.Count <= burst.Changes ? companies : companies[..burst.Changes]);
    }

    private List<int> Companies(int count)
    {
        List<int> ids = [.. database.Contacts.All.Where(row => row.DeletedAt is null).Select(row => row.Id).Take(count)];
        while (ids.Count < count)
        {
            ids.Add(database.Contacts.Insert(new() { Name = $"Import {ids.Count + 1} GmbH", OwnerId = Associates.Carla.Id }, Associates.Carla.Id).Id);
        }

        return ids;
    }

    private static string Plain(string name) =>
        name.EndsWith(')') && name.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and var end ? name[..end] : name;
}
