using Connector.Dashboard.History;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Dashboard.Tests.History;

public sealed class HistoryTableTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-history-");

    private string Path => System.IO.Path.Combine(_directory.FullName, "history.db");

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>A run of a contact as Redis tells it.</summary>
    public static SyncRunDetails Run(int contact, DateTimeOffset at, string name = "Drehbank", SyncRunStatus status = SyncRunStatus.Completed, string tenant = "Cust10001", decimal cost = 0.01m) => new(
        new SyncRun
        {
            Id = $"{contact:x32}",
            Tenant = tenant,
            Account = $"c{contact}",
            Name = name,
            Owner = "ANNA",
            Status = status,
            Triggers = new Dictionary<string, int> { ["contact.created"] = 1 },
            FirstAt = at.AddMinutes(-1),
            LastAt = at,
            UpdatedAt = at,
            Jobs = new Dictionary<string, int> { [status == SyncRunStatus.Failed ? "dead" : "completed"] = 1 },
            Fields = new Dictionary<string, int> { ["written"] = 2, ["kept"] = 1 },
            Reasons = ["created", status == SyncRunStatus.Failed ? "refused" : "written"],
            ErrorClasses = status == SyncRunStatus.Failed ? ["refused"] : [],
            Cost = FormattableString.Invariant($"{cost} EUR"),
            LatencyMs = contact % 10_000,
        },
        [
            new JobView
            {
                Id = $"{contact:x31}f", Tenant = tenant, EventId = $"event-{contact}", Event = "contact.created", Entity = $"contact:{contact}", State = "finished",
                Outcome = "completed", Reason = "written", ReceivedAt = at.AddMinutes(-1), EndedAt = at,
            },
        ],
        [
            new EntityReport
            {
                Entity = EntityKey.Contact(contact), Outcome = JobOutcome.Completed, Reason = "written",
                Fields = [new FieldChange("summary", "SuperOffice:84", "write", null, $"{name} builds machines of kind {contact % 997} for the tool trade in Saxony. Founded in {1800 + (contact % 200)}.", "empty and never written")],
            },
        ],
        [new RunEvent(at, "finished", $"{contact:x31}f", "written")]);

    [Fact]
    public void What_fails_before_the_end_leaves_neither_rows_nor_the_position()
    {
        using var table = HistoryTable.Open(Path);
        table.Transact(() =>
        {
            table.Put(Run(1, Noon), 1);
            table.Remember("ended", "5-0");
        });

        Assert.Throws<InvalidOperationException>(() => table.Transact(() =>
        {
            table.Put(Run(1, Noon.AddSeconds(1), "Changed"), 1);
            table.Put(Run(2, Noon.AddSeconds(1)), 1);
            table.Remember("ended", "6-0");
            throw new InvalidOperationException("killed");
        }));

        Assert.Equal("5-0", table.State("ended"));
        Assert.Equal(["Drehbank"], Names(table, new RunQuery()));
        Assert.Equal([], Names(table, new RunQuery { Text = "changed" }));
        table.CheckIndex();
    }

    [Fact]
    public void A_run_that_is_put_again_stands_there_once_as_it_was_last()
    {
        using var table = HistoryTable.Open(Path);
        Assert.True(table.Put(Run(1, Noon, "First"), 1));
        Assert.False(table.Put(Run(1, Noon, "First"), 1));
        Assert.True(table.Put(Run(2, Noon, "Other"), 1));
        Assert.True(table.Put(Run(1, Noon, "Second"), 1));
        Assert.True(table.Put(Run(1, Noon.AddHours(-1), "As a copy has it"), 1));

        Assert.Equal(["Other", "As a copy has it"], Names(table, new RunQuery()));
        Assert.Equal([], Names(table, new RunQuery { Text = "second" }));
        table.CheckIndex();
    }

    [Fact]
    public void Many_runs_of_one_millisecond_are_all_met()
    {
        using var table = HistoryTable.Open(Path);
        table.Transact(() => Enumerable.Range(1, 300).ToList().ForEach(contact => table.Put(Run(contact, Noon), 1)));
        var (met, after) = (new List<string>(), (RunCursor?)null);
        do
        {
            var part = HistoryReading.List(table, new RunQuery { Take = 7, After = after, Text = "drehbank" });
            met.AddRange(part.Items.Select(run => run.Id));
            after = part.Next;
        }
        while (after is not null);
        Assert.Equal((300, 300), (met.Count, met.Distinct().Count()));
    }

    [Theory]
    [InlineData(RunSort.Changed)]
    [InlineData(RunSort.Cost)]
    [InlineData(RunSort.Latency)]
    [InlineData(RunSort.Started)]
    public void The_way_back_meets_what_the_way_on_met(RunSort sort)
    {
        using var table = HistoryTable.Open(Path);
        table.Transact(() => Enumerable.Range(1, 25).ToList().ForEach(contact => table.Put(Run(contact, Noon.AddSeconds(contact), cost: contact % 3), 1)));
        var (parts, after) = (new List<RunList>(), (RunCursor?)null);
        do
        {
            parts.Add(HistoryReading.List(table, new RunQuery { Take = 10, Sort = sort, After = after }));
            after = parts[^1].Next;
        }
        while (after is not null);

        Assert.Equal([10, 10, 5], parts.Select(part => part.Items.Count));
        Assert.Null(parts[0].Previous);
        var second = HistoryReading.List(table, new RunQuery { Take = 10, Sort = sort, After = RunCursor.TryParse(parts[2].Previous!.ToString()) });
        var first = HistoryReading.List(table, new RunQuery { Take = 10, Sort = sort, After = second.Previous });
        Assert.Equal(parts[1].Items.Select(run => run.Id), second.Items.Select(run => run.Id));
        Assert.Equal(parts[0].Items.Select(run => run.Id), first.Items.Select(run => run.Id));
        Assert.Null(first.Previous);
    }

    [Theory]
    [InlineData(10, 1000, 10)]
    [InlineData(365, 3, 3)]
    [InlineData(5, 3, 3)]
    [InlineData(1, 1000, 2)]
    public void What_is_too_old_or_too_much_is_deleted_the_oldest_first(int days, int runs, int left)
    {
        using var table = HistoryTable.Open(Path);
        table.Transact(() => Enumerable.Range(0, 20).ToList().ForEach(day => table.Put(Run(day + 1, Noon.AddDays(-day), $"Day {day}"), 1)));
        var deleted = 0;
        table.Transact(() =>
        {
            for (int some; (some = table.DeleteOld(Noon.AddDays(-days).AddMinutes(1), runs, 4)) > 0; deleted += some)
            {
            }
        });

        Assert.Equal(20 - Math.Min(left, days), deleted);
        Assert.Equal(Enumerable.Range(0, Math.Min(left, days)).Select(day => $"Day {day}"), Names(table, new RunQuery()));
        table.CheckIndex();
    }

    private static IReadOnlyList<string?> Names(HistoryTable table, RunQuery query) => [.. HistoryReading.List(table, query).Items.Select(run => run.Name)];
}
