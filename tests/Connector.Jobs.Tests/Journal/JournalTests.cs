using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Undo;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>What is appended comes back, by entity and in order, whoever wrote it.</summary>
public sealed class JournalTests : JournalTest
{
    [Fact]
    public async Task Entries_come_back_as_they_were_also_while_the_journal_is_open()
    {
        using var writer = Folder.Writer();
        var first = Entry(1) with { Before = new Dictionary<string, string?> { ["a"] = null, ["b"] = "ä\n\"x\"" }, Kind = "approve", Batch = "b1" };
        await writer.AppendAsync(Tenant, first, Cancellation);
        await writer.AppendAsync(Tenant, Entry(2, old: "x"), Cancellation);

        var read = await Folder.ReadAsync(Person);

        Assert.Equivalent(new[] { first, Entry(2, old: "x") }, read, strict: true);
    }

    [Fact]
    public async Task Of_several_journals_an_entity_s_entries_come_in_the_order_of_their_times_and_no_other_s()
    {
        using var mine = Folder.Writer();
        using var others = Folder.Writer();
        foreach (var journal in Enumerable.Range(1, 1200).GroupBy(fence => fence % 3 == 0 ? mine : others))
        {
            await AppendAsync(journal.Key, journal, fence => Entry(fence, fence % 5 == 0 ? Other : Person));
        }

        await mine.AppendAsync("Cust2", Entry(9), Cancellation);

        Assert.Equal(2, Folder.Journals.Length);
        Assert.Equal(Enumerable.Range(1, 1200).Where(f => f % 5 != 0).Select(f => (long)f), (await Folder.ReadAsync(Person)).Select(e => e.Fence));
        Assert.Equal(9, Assert.Single(await Folder.ReadAsync(Person, "Cust2")).Fence);
    }

    [Theory]
    [InlineData("", "contact:10,contact:9,person:4,person:41")]
    [InlineData("contact:10", "contact:9,person:4,person:41")]
    [InlineData("person:4", "person:41")]
    [InlineData("person:41", "")]
    public async Task Entities_are_told_once_in_the_order_of_their_spelling(string after, string expected)
    {
        using var mine = Folder.Writer();
        using var others = Folder.Writer();
        foreach (var (writer, entity, fence) in new[]
        {
            (mine, Person, 1), (others, Person, 2), (others, Other, 3), (mine, EntityKey.Contact(9), 4), (mine, EntityKey.Contact(10), 5), (others, EntityKey.Contact(10), 6),
        })
        {
            await writer.AppendAsync(Tenant, Entry(fence, entity), Cancellation);
        }

        Assert.Equal(expected, string.Join(',', await Folder.EntitiesAsync(after)));
    }

    [Theory]
    [InlineData("", "contact:9 1, person:4 2")]
    [InlineData("contact:9", "person:4 2")]
    [InlineData("person:4", "")]
    public async Task An_undo_is_planned_entity_by_entity_and_goes_on_behind_any(string after, string expected)
    {
        using var writer = Folder.Writer();
        foreach (var entry in new[] { Entry(1, old: "x"), Entry(1) with { Batch = "b" }, Entry(2, EntityKey.Contact(9)), Entry(3, Other) with { Run = "s" }, Entry(4) })
        {
            await writer.AppendAsync(Tenant, entry, Cancellation);
        }

        using var reading = JournalReading.Open(Folder.Path);
        var selection = new UndoSelection { Run = "r", Until = DateTimeOffset.UnixEpoch.AddSeconds(4) };
        var plans = await UndoPlan.OfJournalAsync(Tenant, reading, selection, after, Cancellation).ToListAsync(Cancellation);

        Assert.Equal(expected, string.Join(", ", plans.Select(found => $"{found.Entity} {found.Plan.Writes}")));
        // Its last write is not among those that are meant, and that field is left alone.
        Assert.All(plans.Where(found => found.Entity == Person), found => Assert.Equal((0, 1), (found.Plan.Entities.Count, found.Plan.WrittenSince)));
    }

    [Fact]
    public async Task Many_that_append_at_a_time_are_all_stored()
    {
        using var writer = Folder.Writer();

        await AppendAsync(writer, Enumerable.Range(1, 300), fence => Entry(fence));

        Assert.Equal(Enumerable.Range(1, 300).Select(f => (long)f), (await Folder.ReadAsync(Person)).Select(e => e.Fence));
    }

    [Fact]
    public async Task A_process_that_comes_later_goes_on_with_a_journal_that_nobody_holds()
    {
        using (var gone = Folder.Writer())
        {
            await gone.AppendAsync(Tenant, Entry(1), Cancellation);
        }

        using var next = Folder.Writer();
        using var another = Folder.Writer();
        await next.AppendAsync(Tenant, Entry(2), Cancellation);
        await another.AppendAsync(Tenant, Entry(3), Cancellation);

        Assert.Equal(2, Folder.Journals.Length);
        Assert.Equal([1L, 2L, 3L], (await Folder.ReadAsync(Person)).Select(e => e.Fence));
    }

    [Theory]
    [InlineData(JournalTable.HeadsAfter)]
    [InlineData(JournalTable.EntriesAfter)]
    [InlineData(JournalTable.PlacesAfter)]
    [InlineData(JournalTable.Overwrite)]
    [InlineData(JournalTable.Delete)]
    public void Every_statement_goes_by_the_index_and_sorts_nothing(string sql)
    {
        Directory.CreateDirectory(Folder.Path);
        using var table = new JournalTable(Path.Combine(Folder.Path, "1.journal.db"));
        table.Open();

        var plan = table.PlanOf(sql);

        Assert.Contains(plan, step => step.StartsWith("SEARCH entries USING PRIMARY KEY (", StringComparison.Ordinal) && step.Contains("tenant", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
