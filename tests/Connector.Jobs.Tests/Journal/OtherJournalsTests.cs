using Connector.Jobs.Accounts;
using Connector.Jobs.Journal;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;
using static Connector.Jobs.Tests.Journal.JournalFolder;

namespace Connector.Jobs.Tests.Journal;

/// <summary>Journals of several directories are read as if they were one; one that does not answer is named, and never passed over in silence.</summary>
public sealed class OtherJournalsTests(RedisFixture redis) : JournalTest
{
    [Theory]
    [InlineData(10, 10)]
    [InlineData(1500, 20)]
    [InlineData(400, 4000)]
    public async Task What_directories_hold_together_is_told_in_order_whatever_fits_into_an_answer(int entries, int length)
    {
        await using var machine = await Machine.StartAsync(redis);
        await using var there = await OtherDirectory.StartAsync(machine);
        using (var here = Folder.Writer())
        {
            using var elsewhere = there.Folder.Writer();
            // Many of the same time, too, since an answer may end between those.
            var all = Enumerable.Range(1, entries).Select(fence =>
                Entry(fence, fence % 7 == 0 ? Person : Other, new string('x', length), DateTimeOffset.UnixEpoch.AddSeconds(fence / 100)));
            foreach (var writer in all.GroupBy(entry => entry.Fence % 3 == 0 ? here : elsewhere))
            {
                await Task.WhenAll(writer.Select(entry => writer.Key.AppendAsync(Tenant, entry, Cancellation)));
            }
        }

        using var journals = await AllAsync(machine);
        var read = await journals.OfAsync(Tenant, [Person, Other], Cancellation).Select(entry => (entry.Entity, entry.Fence)).ToListAsync(Cancellation);

        var fences = Enumerable.Range(1, entries).Select(fence => (long)fence).ToList();
        Assert.Equal(
            [.. fences.Where(fence => fence % 7 == 0).Select(fence => (Person.ToString(), fence)), .. fences.Where(fence => fence % 7 != 0).Select(fence => (Other.ToString(), fence))],
            read);
        Assert.Equal(0, await UnreadAsync(machine));
    }

    [Fact]
    public async Task An_undo_counts_the_writes_of_all_directories_and_goes_on_behind_any_entity()
    {
        await using var machine = await Machine.StartAsync(redis);
        await using var there = await OtherDirectory.StartAsync(machine);
        using (var here = Folder.Writer())
        {
            using var elsewhere = there.Folder.Writer();
            foreach (var id in Enumerable.Range(1, 1200))
            {
                // The value before the first write is here, the write that is meant there, and another came after it for every third.
                await here.AppendAsync(Tenant, Entry(id, EntityKey.Contact(id), "first") with { Batch = "b" }, Cancellation);
                await elsewhere.AppendAsync(Tenant, Entry(2000 + id, EntityKey.Contact(id), "second") with { Batch = "b" }, Cancellation);
                if (id % 3 == 0)
                {
                    await here.AppendAsync(Tenant, Entry(4000 + id, EntityKey.Contact(id)), Cancellation);
                }
            }

            await elsewhere.AppendAsync(Tenant, Entry(9000, Person, "only there") with { Batch = "b" }, Cancellation);
        }

        using var journals = await AllAsync(machine);
        var plans = await UndoPlan.OfJournalAsync(Tenant, journals, new UndoSelection { Batch = "b" }, "", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(1201, plans.Count);
        Assert.Equal(plans.Select(found => found.Entity.ToString()).Order(StringComparer.Ordinal), plans.Select(found => found.Entity.ToString()));
        Assert.Equal((2401, 400), (plans.Sum(found => found.Plan.Writes), plans.Sum(found => found.Plan.WrittenSince)));
        Assert.All(plans.SelectMany(found => found.Plan.Entities), one => Assert.Equal(one.Entity == Person ? "only there" : "first", one.Fields[0].Restore));
        var rest = await UndoPlan.OfJournalAsync(Tenant, journals, new UndoSelection { Batch = "b" }, "contact:999", Cancellation).ToListAsync(Cancellation);
        Assert.Equal(Person, Assert.Single(rest).Entity);
    }

    /// <summary>A look through millions of writes of which few are meant: who asks hears of it before its patience ends.</summary>
    [Fact]
    public async Task However_short_an_answer_may_take_all_entities_are_told_in_the_end()
    {
        using var writer = Folder.Writer();
        await AppendAsync(writer, Enumerable.Range(1, 200), fence => Entry(fence, EntityKey.Contact(1 + (fence % 50))) with { Batch = fence % 50 is 7 or 8 or 49 ? "b" : null });
        using var reading = JournalReading.Open(Folder.Path);
        var (question, told, answers) = (new JournalQuestion { Id = "", Tenant = Tenant, Selection = new UndoSelection { Batch = "b" } }, new List<string>(), 0);
        JournalAnswer answer;
        do
        {
            answer = await JournalAnswer.OfAsync(reading, question, TimeSpan.Zero, Cancellation);
            told.AddRange(answer.Entities!);
            question = question with { After = answer.Looked ?? "" };
            answers++;
        }
        while (!answer.IsLast);

        Assert.Equal(["contact:50", "contact:8", "contact:9"], told);
        Assert.Equal(50, answers);
    }

    [Fact]
    public async Task Where_all_share_a_directory_or_the_others_were_forgotten_nobody_is_asked()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        await directories.SeenAsync("own", "host", Cancellation);
        await directories.SeenAsync("gone", "host", Cancellation);
        await JournalDirectoriesTests.AgeAsync(machine, "gone");
        await directories.ForgetAsync("gone", "ANNA", "the disk burnt", Cancellation);

        using var journals = await AllAsync(machine);

        Assert.IsType<JournalReading>(journals);
    }

    [Fact]
    public async Task A_directory_whose_workers_are_gone_is_named_and_nothing_is_undone_and_an_export_says_what_is_missing()
    {
        await using var machine = await Machine.StartAsync(redis);
        var directories = new JournalDirectories(machine.Shard);
        await directories.SeenAsync("gone", "host", Cancellation);
        await JournalDirectoriesTests.AgeAsync(machine, "gone");
        using var writer = Folder.Writer();
        await writer.AppendAsync(Tenant, Entry(1), Cancellation);

        var failed = await Assert.ThrowsAsync<JournalFailedException>(() => AllAsync(machine));
        Assert.Contains("The journal of host-gone (directory gone, last seen", failed.Message, StringComparison.Ordinal);

        var missing = new List<string>();
        using var reading = JournalReading.Open(Folder.Path);
        var some = await new Journals(directories, new JournalQuestions(machine.Shard)).AsFarAsTheyAnswerAsync("own", reading, missing, Cancellation);
        Assert.Single(await some!.OfAsync(Tenant, [Person], Cancellation).ToListAsync(Cancellation));
        Assert.Equal([failed.Message], missing);
        Assert.Null(await new Journals(directories, new JournalQuestions(machine.Shard)).AsFarAsTheyAnswerAsync(null, null, missing, Cancellation));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_read_says_why_to_who_asks()
    {
        await using var machine = await Machine.StartAsync(redis);
        await using var there = await OtherDirectory.StartAsync(machine);
        Directory.CreateDirectory(there.Folder.Path);
        await File.WriteAllTextAsync(Path.Combine(there.Folder.Path, "1.journal.db"), new string('x', 5000), Cancellation);

        using var journals = await AllAsync(machine);
        var failed = await Assert.ThrowsAsync<JournalFailedException>(async () => await journals.OfAsync(Tenant, [Person], Cancellation).ToListAsync(Cancellation));

        Assert.Contains("The journal of there (directory ", failed.Message, StringComparison.Ordinal);
        Assert.Contains("it is damaged", failed.Message, StringComparison.Ordinal);
        var missing = new List<string>();
        var some = await new Journals(new JournalDirectories(machine.Shard), new JournalQuestions(machine.Shard)).AsFarAsTheyAnswerAsync("own", null, missing, Cancellation);
        Assert.Empty(await some!.OfAsync(Tenant, [Person], Cancellation).ToListAsync(Cancellation));
        Assert.Equal([failed.Message], missing);
    }

    [Fact]
    public async Task An_answer_that_nobody_has_read_expires_and_goes_with_an_erasure_of_its_tenant()
    {
        await using var machine = await Machine.StartAsync(redis);
        using var writer = Folder.Writer();
        await writer.AppendAsync(Machine.Tenant, Entry(1, EntityKey.Contact(7), "Geheimrat"), Cancellation);
        var questions = new JournalQuestions(machine.Shard);
        await machine.Redis.ListRightPushAsync(
            $"{Machine.Prefix}journal-questions:d", $$"""{"id":"q","tenant":"{{Machine.Tenant}}","entities":["contact:7"],"from":-9223372036854775808,"known":0,"after":""}""");
        Assert.Equal(1, await questions.AnswerAllAsync("d", _ => Task.FromResult(JournalReading.Open(Folder.Path)), Cancellation));
        var answer = $"{Machine.Prefix}journal-answer:{Machine.Tenant}:q";
        Assert.Contains("Geheimrat", (await machine.Redis.StringGetAsync(answer)).ToString(), StringComparison.Ordinal);
        Assert.InRange((await machine.Redis.KeyTimeToLiveAsync(answer))!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        await machine.Requests.SubmitAsync(Machine.Request(7, kind: RequestKind.Erase), Cancellation);

        await machine.Erasures.EraseAsync(await machine.TakeAsync(), EntityKey.Contact(7), "Anna", 1, "d", Cancellation);

        Assert.Equal(0, await UnreadAsync(machine));
        Assert.False(await machine.Redis.KeyExistsAsync($"{Machine.Prefix}journal-answers:{Machine.Tenant}"));
    }

    private Task<IJournalSource> AllAsync(Machine machine) => new Journals(new JournalDirectories(machine.Shard), new JournalQuestions(machine.Shard))
        .WithOthersAsync("own", _ => Task.FromResult(JournalReading.Open(Folder.Path)), Cancellation);

    private static async Task<int> UnreadAsync(Machine machine) =>
        (int)await machine.Redis.ScriptEvaluateAsync("return #redis.call('KEYS', KEYS[1] .. 'journal-answer:*')", [Machine.Prefix]);
}
