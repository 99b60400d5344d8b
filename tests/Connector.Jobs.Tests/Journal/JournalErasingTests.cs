using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>Of whom is erased nothing is left on the disk; the others keep theirs, and those who write do not wait.</summary>
public sealed class JournalErasingTests : JournalTest
{
    [Fact]
    public async Task An_erased_entity_is_in_no_file_neither_in_a_log_and_the_others_keep_theirs()
    {
        using var writer = Folder.Writer();
        using (var gone = Folder.Writer())
        {
            foreach (var journal in Enumerable.Range(1, 600).GroupBy(fence => fence % 2 == 0 ? writer : gone))
            {
                await AppendAsync(journal.Key, journal, fence => Entry(fence, fence % 3 == 0 ? Other : Person, $"Geheim{fence % 3 == 0}"));
            }
        }

        await writer.AppendAsync("Cust2", Entry(1), Cancellation);
        Assert.Contains("GeheimFalse", Folder.Bytes(), StringComparison.Ordinal);

        Assert.Equal(400, await Folder.EraseAsync(Person));
        Assert.Equal(0, await Folder.EraseAsync(Person));

        Assert.DoesNotContain("GeheimFalse", Folder.Bytes(), StringComparison.Ordinal);
        Assert.Contains("GeheimTrue", Folder.Bytes(), StringComparison.Ordinal);
        Assert.Empty(await Folder.ReadAsync(Person));
        Assert.Equal(200, (await Folder.ReadAsync(Other)).Count);
        Assert.Single(await Folder.ReadAsync(Person, "Cust2"));
        await writer.AppendAsync(Tenant, Entry(601), Cancellation);
        Assert.Single(await Folder.ReadAsync(Person));
    }

    /// <summary>SQLite leaves copies of rows behind when it moves them: so none may ever move.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_entries_of_many_and_their_erasures_are_mixed_no_copy_is_left(int seed)
    {
        var random = new Random(seed);
        using var writer = Folder.Writer();
        var fence = 0;
        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ =>
            {
                var person = random.Next(1, 60);
                var old = $"MARK{person:00}." + new string('x', random.Next(5) switch { 0 => 5000, 1 => 900, _ => random.Next(200) });
                return writer.AppendAsync(Tenant, Entry(++fence, EntityKey.Person(person), old), Cancellation);
            }));
            await Folder.EraseAsync(EntityKey.Person(random.Next(1, 60)));
        }

        var people = Enumerable.Range(1, 59).OrderBy(_ => random.Next()).ToList();
        foreach (var person in people.Take(45))
        {
            await Folder.EraseAsync(EntityKey.Person(person));
        }

        var bytes = Folder.Bytes();
        Assert.All(people.Take(45), person => Assert.DoesNotContain($"MARK{person:00}.", bytes, StringComparison.Ordinal));
        foreach (var person in people.Skip(45))
        {
            Assert.Equal((await Folder.ReadAsync(EntityKey.Person(person))).Count > 0, bytes.Contains($"MARK{person:00}.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task An_erasing_that_ended_before_its_log_was_emptied_is_finished_by_the_next()
    {
        using var writer = Folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1, old: "Geheimrat"), Cancellation);
        using (var table = new JournalTable(Folder.Journals[0]))
        {
            table.Open();
            Assert.Equal(1, await table.EraseAsync(Tenant, Person.ToString(), 10, Cancellation));
        }

        Assert.Contains("Geheimrat", Folder.Bytes(), StringComparison.Ordinal);

        Assert.Equal(0, await Folder.EraseAsync(Person));
        Assert.DoesNotContain("Geheimrat", Folder.Bytes(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_a_reader_in_the_middle_nor_writers_are_disturbed()
    {
        using var writer = Folder.Writer();
        await AppendAsync(writer, Enumerable.Range(1, 1100), fence => Entry(fence, fence % 2 == 0 ? Person : Other));

        using var reading = JournalReading.Open(Folder.Path);
        await using var others = reading.OfAsync(Tenant, Other, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await others.MoveNextAsync());
        var writing = AppendAsync(writer, Enumerable.Range(2000, 100), fence => Entry(fence, Other));
        Assert.Equal(550, await Folder.EraseAsync(Person));
        await writing;

        var count = 1;
        while (await others.MoveNextAsync())
        {
            count++;
        }

        Assert.InRange(count, 550, 650);
        Assert.Equal(650, (await Folder.ReadAsync(Other)).Count);
    }
}
