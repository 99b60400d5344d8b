using System.Text;
using System.Text.Json;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Jobs.Subjects;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Tests;

public sealed class SubjectExportTests(RedisFixture redis)
{
    [Fact]
    public async Task Everything_held_of_a_person_is_told_and_nothing_of_a_colleague()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await FillAsync(machine, 7, 4, "Geheimrat");
        await FillAsync(machine, 7, 3, "Colleague");

        var data = await Export(machine).ExportAsync(Machine.Tenant, EntityKey.Person(4), [], null, [], Machine.Cancellation);

        Assert.Equal((true, Machine.Tenant, "person:4"), (data.IsComplete, data.Tenant, data.Entity));
        var told = Assert.Single(data.Jobs);
        Assert.Equal((job, "body Geheimrat"), (told.Job, told.Body!.GetValue<string>()));
        Assert.Equal("answer Geheimrat", data.Answers["f9"]!.GetValue<string>());
        var run = Assert.Single(data.Runs);
        Assert.Equal("report Geheimrat", Assert.Single(run.Reports).Fields[0].New);
        Assert.Equal("f9", data.Ledger["answered"]);
        Assert.DoesNotContain("Colleague", JsonSerializer.Serialize(data with { Runs = [run with { Name = "" }] }), StringComparison.Ordinal);
        Assert.Null(data.Snapshots);
    }

    [Fact]
    public async Task A_job_that_the_index_has_forgotten_is_found_all_the_same()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await FillAsync(machine, 7, 4, "Geheimrat");
        await machine.Redis.KeyDeleteAsync($"connector:{{0}}:runs-of:{Machine.Tenant}:person:4");

        var data = await Export(machine).ExportAsync(Machine.Tenant, EntityKey.Person(4), [], null, [], Machine.Cancellation);

        Assert.Empty(data.Runs);
        Assert.Equal(job, Assert.Single(data.Jobs).Job);
    }

    [Fact]
    public async Task Of_somebody_nobody_knows_the_export_is_empty()
    {
        await using var machine = await Machine.StartAsync(redis);

        var data = await Export(machine).ExportAsync(Machine.Tenant, EntityKey.Contact(99), [], null, [], Machine.Cancellation);

        Assert.True(data.IsComplete);
        Assert.Equal((0, 0, 0, 0), (data.Ledger.Count, data.Jobs.Count, data.Answers.Count, data.Writes.Count));
    }

    private static SubjectExport Export(Machine machine) =>
        new(machine.Shard, new SyncRuns(machine.Shard), new Proposals(machine.Shard), new WriteHistory(machine.Shard));

    /// <summary>An ended job with a body, an answer and a report, all of which hold the text.</summary>
    private static async Task<string> FillAsync(Machine machine, int contact, int person, string text)
    {
        var decision = Machine.Process(contact, person);
        var accepted = Machine.Event(body: $"body {text}");
        await machine.Intake.AcceptAsync([accepted], Machine.Cancellation);
        await machine.Waiting.AttachAsync(Assert.Single(await machine.Waiting.ReadAsync(1, Machine.Cancellation)), decision, Machine.Cancellation);
        var pass = await machine.TakeAsync();
        var entity = decision.Entity!.Value;
        await machine.Spend.SettleAsync(pass, entity, $"f{text.Length}", Encoding.UTF8.GetBytes($"answer {text}"), TimeSpan.FromDays(30), null, Machine.Cancellation);
        await machine.Passes.FinishAsync(
            pass, [Machine.Report(entity) with { Fields = [new FieldChange("summary", "SuperOffice:21", "write", null, $"report {text}", "new")] }], Machine.Cancellation);
        return accepted.JobId;
    }
}
