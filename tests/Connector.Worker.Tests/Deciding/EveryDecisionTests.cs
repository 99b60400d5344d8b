using Connector.SuperOffice.Webhooks;
using Connector.Testing;
using Connector.Worker.Deciding;

namespace Connector.Worker.Tests.Deciding;

/// <summary>
/// Every combination of what a decision depends on, against the architecture's table written down once more, row by row and in its own
/// order. The rows know which class each column is of because the test put it there, not by looking at its name.
/// </summary>
public sealed class EveryDecisionTests
{
    private const int Own = 77;
    private const int Listed = 12;
    private const int Unlisted = 13;

    // All of them, but for the quickest tier: there every so-manieth, a prime number that hits every value of every column.
    private static readonly int Stride = Tiers.Pick(11, 1, 1);

    private static readonly string[] Verbs = ["created", "changed", "deleted", "softdeleted", "consented", ""];
    private static readonly string[] OtherEvents = ["sale.created", "sale.changed", "test", "webhook123.stopped", "list.108.changed", "project.deleted"];
    private static readonly int?[] Changers = [Own, 11, 0, null];
    private static readonly int?[] Owners = [Listed, Unlisted, 0, null];
    private static readonly string[][] OwnerLists = [[], ["12"], ["ANNA"], ["12", "ANNA"]];

    /// <summary>What columns can be: the key (k), housekeeping (h), pointers to field rows (u), relevant (r), a gate (g), anything else (x).</summary>
    private static readonly Dictionary<char, string[]> Columns = new()
    {
        ['k'] = ["{0}_id"],
        ['h'] = ["updated", "updated_associate_id", "updatedCount", "soundEx", "registered", "registered_associate_id"],
        ['u'] = ["userdef_id", "userdef2_id", "UserDef3_id"],
        ['r'] = ["{r}"],
        ['g'] = ["Deleted"],
        ['x'] = ["number1", "activeErpLinks", "business_idx"],
    };

    private sealed record Case(string Entity, string Verb, string Classes, int? ChangedBy, bool Dedicated, int? OwnId, int? Owner, string[] OwnerList)
    {
        public bool IsOfEntity => Entity is "contact" or "person";

        public string Name => Verb.Length == 0 ? Entity : $"{Entity}.{Verb}";
    }

    /// <summary>The table, one row a line: the first that applies says what happens.</summary>
    private static readonly (string Outcome, Func<Case, bool> Applies)[] Table =
    [
        ("skip test", c => c.Entity == "test"),
        ("skip unsupported_entity", c => !c.IsOfEntity),
        ("process deleted", c => c.Verb == "deleted"),
        ("process soft_deleted", c => c.Verb == "softdeleted"),
        ("process opaque", c => c is { Entity: "person", Verb: "consented" }),
        ("skip unsupported_event", c => c.Verb is not ("created" or "changed")),
        // An id settles it only for a contact, only if the event tells one, and only if no name on the list could be the owner's.
        ("skip foreign_owner", c => c is { Entity: "contact", Owner: { } owner, OwnerList: ["12"] } && owner != Listed),
        ("process created", c => c.Verb == "created"),
        ("process relevant", c => c.Classes.Contains('r', StringComparison.Ordinal)),
        ("process opaque", c => c.Classes.Contains('g', StringComparison.Ordinal)),
        ("skip irrelevant", c => c.Classes.Contains('x', StringComparison.Ordinal)),
        ("skip echo", c => c is { Dedicated: true, OwnId: Own, ChangedBy: Own }),
        ("process opaque", _ => true),
    ];

    [Fact]
    public void EveryCombination_IsDecidedAsTheTableSays()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in Cases().Where((_, index) => index % Stride == 0))
        {
            var expected = Table.First(row => row.Applies(one)).Outcome;

            var decision = DecisionTable.Decide(EventOf(one), SettingsOf(one));

            var actual = $"{decision.Verdict.Word()} {decision.Reason.Word()}";
            Assert.True(expected == actual, $"{one} (owners {string.Join(',', one.OwnerList)}): {actual} instead of {expected}");
            seen[actual] = seen.GetValueOrDefault(actual) + 1;
        }

        // All rows were reached, by tens of thousands of cases.
        Assert.Equal(Table.Select(row => row.Outcome).Distinct().Order(StringComparer.Ordinal), seen.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(seen.Values.Sum(), 40_000 / Stride, 800_000 / Stride);
    }

    [Fact]
    public void Decision_DependsOnNothingElse()
    {
        foreach (var one in Cases().Where((_, index) => index % 97 == 0))
        {
            var (received, settings) = (EventOf(one), SettingsOf(one));
            var decision = DecisionTable.Decide(received, settings);

            Assert.Equal(decision, DecisionTable.Decide(received, settings));
            Assert.Equal(decision, DecisionTable.Decide(received with { EventId = "other", Timestamp = DateTimeOffset.UnixEpoch }, settings));
            Assert.Equal(decision, DecisionTable.Decide(received with { Changes = [.. received.Changes.Reverse().Select(c => c.ToUpperInvariant())] }, settings));
        }
    }

    private static IEnumerable<Case> Cases() =>
        from name in Verbs.SelectMany(verb => new[] { ("contact", verb), ("person", verb) }).Concat(OtherEvents.Select(Split))
        from classes in Subsets("khurgx")
        from changedBy in Changers
        from dedicated in new[] { true, false }
        from own in new int?[] { Own, null }
        from owner in Owners
        from list in OwnerLists
        select new Case(name.Item1, name.Item2, classes, changedBy, dedicated, own, owner, list);

    private static (string, string) Split(string name)
    {
        var parts = name.Split('.', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "");
    }

    private static IEnumerable<string> Subsets(string all) =>
        Enumerable.Range(0, 1 << all.Length).Select(bits => string.Concat(all.Where((_, i) => (bits & (1 << i)) != 0)));

    private static WebhookEvent EventOf(Case one) => new()
    {
        Event = one.Name,
        Entity = one.Entity,
        PrimaryKey = 4711,
        Changes = [.. one.Classes.SelectMany(c => Columns[c]).Select(c => c.Replace("{0}", one.Entity, StringComparison.Ordinal)
            .Replace("{r}", one.Entity == "person" ? "title" : "name", StringComparison.Ordinal))],
        ContextIdentifier = "Cust10001",
        ChangedByAssociateId = one.ChangedBy,
        Values = one.Owner is { } owner ? new Dictionary<string, int> { ["associate_id"] = owner } : [],
    };

    private static DecisionSettings SettingsOf(Case one) => new()
    {
        Tenant = "Cust10001",
        OwnAssociateId = one.OwnId,
        OwnIdDedicated = one.Dedicated,
        Owners = new OwnerList(one.OwnerList),
    };
}
