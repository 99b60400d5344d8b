using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tenants;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Tenants;

/// <summary>One worker, one Redis, two tenants, each with a CRM of its own; the second one's file comes, changes and goes.</summary>
[Collection(SecondWorld.Name)]
public sealed class TenantTests(OutsideWorld world, SecondTenant second) : WorkerTest(world), IClassFixture<SecondTenant>
{
    public override async ValueTask InitializeAsync() => await second.ResetAsync();

    [Fact]
    public async Task Each_tenants_events_are_written_to_its_own_CRM_as_its_own_settings_say_and_nothing_crosses()
    {
        second.Describe();
        await using var worker = await StartAsync();
        var (first, _) = await World.Sandbox.CreateAsync("Erste AG");
        var (other, _) = await second.Crm.CreateAsync("Zweite AG");

        var jobs = await Task.WhenAll(
            worker.PostAsync("contact.created", first, []), worker.PostAsync("contact.created", other, [], tenant: SecondTenant.Id));

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(jobs[0]));
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(jobs[1]));
        Assert.Equal("Logistics", await World.Sandbox.ContactFieldAsync(first, "SuperOffice:83"));
        Assert.Equal("Zweite AG moves goods.", await second.Crm.ContactFieldAsync(other, "SuperOffice:84"));
        // Mapped for the first one only.
        Assert.Equal("", await second.Crm.ContactFieldAsync(other, "SuperOffice:83"));
        Assert.Equal([$"contact:{other}"], (await second.Crm.CountersAsync("patches")).Keys);
        Assert.Equal(
            [$"{WorkerHost.Tenant}:contact:{first}", $"{SecondTenant.Id}:contact:{other}"],
            World.Enricher.Keys.Select(key => key[..key.LastIndexOf(':')]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_changed_file_counts_without_a_restart_and_a_broken_one_changes_nothing()
    {
        second.Describe(mode: "observe");
        await using var worker = await StartAsync();
        Assert.Equal(("skipped", "observe"), await EndOfNewAsync(worker, "Beobachtet AG"));

        var observing = CellOf(worker);
        second.Describe(mode: "write");
        await Eventually.TrueAsync(() => CellOf(worker) != observing, cancellationToken: Cancellation);
        Assert.Equal(("completed", "written"), await EndOfNewAsync(worker, "Beschrieben AG"));

        var writing = CellOf(worker);
        second.Break();
        await Eventually.TrueAsync(
            () => TestContext.Current.TestOutputHelper!.Output.Contains("Cust20002.json is wrong. ", StringComparison.Ordinal), cancellationToken: Cancellation);
        Assert.Contains("SuperOffice:Timeout must be between", TestContext.Current.TestOutputHelper!.Output, StringComparison.Ordinal);
        Assert.Same(writing, CellOf(worker));
        Assert.Equal(("completed", "written"), await EndOfNewAsync(worker, "Weiter beschrieben AG"));
    }

    [Fact]
    public async Task A_wrong_entry_in_a_list_of_a_file_is_named_and_the_tenant_waits()
    {
        await using var worker = await StartAsync();
        foreach (var (list, problem) in new[]
        {
            ("\"Owners\": [\"-5\"]", "Tenant:Owners: '-5' is not one associate's id or short name."),
            ("\"Owners\": [\"ANNA,12\"]", "Tenant:Owners: 'ANNA,12' is not"),
            ("\"OwnCompanies\": [\"ours\"]", "Tenant:OwnCompanies:0 is 'ours', which does not belong there."),
            ("\"OwnCompanies\": [0]", "Tenant:OwnCompanies: '0' is not an id"),
            ("\"RelevantContactColumns\": [\"na me\"]", "Tenant:RelevantContactColumns: 'na me' is not"),
        })
        {
            second.Describe(tenant: ", " + list);
            await Eventually.TrueAsync(
                () => TestContext.Current.TestOutputHelper!.Output.Contains($"Cust20002.json is wrong. {problem}", StringComparison.Ordinal), cancellationToken: Cancellation);
        }

        Assert.Empty(worker.Services.GetRequiredService<TenantCells>().OfFiles);
    }

    [Fact]
    public async Task Events_of_a_tenant_without_a_file_wait_for_it_and_are_not_lost()
    {
        await using var worker = await StartAsync();
        var (contact, _) = await second.Crm.CreateAsync("Früh dran AG");
        var created = await worker.PostAsync("contact.created", contact, [], tenant: SecondTenant.Id);
        var irrelevantHere = await worker.PostAsync("contact.changed", contact, ["phone"], tenant: SecondTenant.Id);

        var hold = await HoldAsync(worker);
        Assert.Equal("Tenant file: no enabled file Cust20002.json with a section SuperOffice in the workers' Tenants:Directory.", hold.Reason);
        await Eventually.TrueAsync(
            async () => (await worker.Runs.FindJobAsync(irrelevantHere, Cancellation))?.State == "scheduled", cancellationToken: Cancellation);

        second.Describe();

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(created));
        Assert.Equal("completed", (await worker.EndOfAsync(irrelevantHere)).Outcome);
        await Eventually.TrueAsync(
            async () => (await worker.Services.GetRequiredService<Holds>().ListAsync(Cancellation)).Count == 0, cancellationToken: Cancellation);
        Assert.Equal("Früh dran AG moves goods.", await second.Crm.ContactFieldAsync(contact, "SuperOffice:84"));
    }

    [Fact]
    public async Task Work_of_a_tenant_that_is_gone_is_held_at_no_cost_until_it_is_back()
    {
        second.Describe();
        await using var worker = await StartAsync();
        var holds = worker.Services.GetRequiredService<Holds>();
        await holds.HoldAsync(SecondTenant.Id, "the test's own", TimeSpan.FromHours(1), Cancellation);
        var (contact, _) = await second.Crm.CreateAsync("Fort AG");
        var job = await worker.PostAsync("contact.created", contact, [], tenant: SecondTenant.Id);
        await Eventually.TrueAsync(async () => (await worker.Runs.FindJobAsync(job, Cancellation))?.State == "scheduled", cancellationToken: Cancellation);

        second.Folder.Delete("Cust20002.json");
        await Eventually.TrueAsync(() => TryCellOf(worker) is null, cancellationToken: Cancellation);
        await holds.ResumeAsync(SecondTenant.Id, Cancellation);

        Assert.StartsWith("Tenant file: ", (await HoldAsync(worker)).Reason, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => (await worker.Runs.FindJobAsync(job, Cancellation))?.State == "scheduled", cancellationToken: Cancellation);

        second.Describe();
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        Assert.Equal(0, Assert.Single(await worker.Runs.ListAsync(0, 10, Cancellation)).Attempts);
    }

    [Fact]
    public async Task A_persons_own_hold_is_not_lifted_by_a_file()
    {
        await using var worker = await StartAsync();
        var holds = worker.Services.GetRequiredService<Holds>();
        await holds.HoldAsync(SecondTenant.Id, "migration until Monday", TimeSpan.FromHours(1), Cancellation);
        var (contact, _) = await second.Crm.CreateAsync("Umzug AG");
        var job = await worker.PostAsync("contact.created", contact, [], tenant: SecondTenant.Id);
        await Eventually.TrueAsync(async () => (await worker.Runs.FindJobAsync(job, Cancellation))?.State == "scheduled", cancellationToken: Cancellation);

        second.Describe();
        await Eventually.TrueAsync(() => TryCellOf(worker) is not null, cancellationToken: Cancellation);

        Assert.Equal("migration until Monday", (await HoldAsync(worker)).Reason);
    }

    [Fact]
    public async Task A_cell_that_was_replaced_is_taken_down_after_its_last_pass()
    {
        second.Describe(superOffice: """, "Language": "en" """, timeout: "00:00:50");
        await using var worker = await StartAsync(("Jobs:Lease", "00:01:00"));
        Assert.Equal(("completed", "written"), await EndOfNewAsync(worker, "Vorher AG"));
        second.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (contact, _) = await second.Crm.CreateAsync("Mittendrin AG");
        var before = CellOf(worker);
        var job = await worker.PostAsync("contact.created", contact, [], tenant: SecondTenant.Id);
        await Eventually.TrueAsync(() => second.Waiting > 0, cancellationToken: Cancellation);

        second.Describe(superOffice: """, "Language": "de" """);
        await Eventually.TrueAsync(() => CellOf(worker) != before, cancellationToken: Cancellation);
        using (var use = before.TryUse())
        {
            Assert.NotNull(use);
        }

        second.Gate.SetResult();
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        await Eventually.TrueAsync(
            () =>
            {
                using var use = before.TryUse();
                return use is null;
            },
            cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_tenant_with_many_due_accounts_and_a_CRM_that_does_not_answer_starves_no_other()
    {
        second.Describe(superOffice: """, "MaxConcurrentCalls": 100 """, timeout: "00:00:50");
        await using var worker = await StartAsync(("Jobs:Lease", "00:01:00"), ("Worker:Concurrency", "4"));
        Assert.Equal(("completed", "written"), await EndOfNewAsync(worker, "Aufgewärmt AG"));
        second.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var many = Tiers.Pick(200, 2_000, 10_000);
        foreach (var contacts in Enumerable.Range(900_000, many).Chunk(100))
        {
            await Task.WhenAll(contacts.Select(contact => worker.PostAsync("contact.created", contact, [], tenant: SecondTenant.Id)));
        }

        await Eventually.TrueAsync(() => second.Waiting >= 3, cancellationToken: Cancellation);

        foreach (var name in (string[])["Nachbar AG", "Noch ein Nachbar AG", "Dritter Nachbar AG"])
        {
            var (neighbour, _) = await World.Sandbox.CreateAsync(name);
            var job = await worker.PostAsync("contact.created", neighbour, []);
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        }

        Assert.InRange(second.Waiting, 3, 3);
        second.Gate.SetResult();
    }

    private static TenantCell CellOf(WorkerHost worker) => TryCellOf(worker) ?? throw new InvalidOperationException("There is no second tenant.");

    private static TenantCell? TryCellOf(WorkerHost worker) =>
        worker.Services.GetRequiredService<TenantCells>().All.SingleOrDefault(cell => cell.Tenant == SecondTenant.Id);

    private static async Task<Hold> HoldAsync(WorkerHost worker) => Assert.Single(await Eventually.ValueAsync(
        () => worker.Services.GetRequiredService<Holds>().ListAsync(Cancellation), holds => holds.Count > 0, cancellationToken: Cancellation));

    private Task<WorkerHost> StartAsync(params (string Key, string Value)[] settings) =>
        WorkerHost.StartAsync(World, settings: [.. second.Settings, .. settings]);

    private async Task<(string? Outcome, string? Reason)> EndOfNewAsync(WorkerHost worker, string name)
    {
        var (contact, _) = await second.Crm.CreateAsync(name);
        return await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [], tenant: SecondTenant.Id));
    }
}
