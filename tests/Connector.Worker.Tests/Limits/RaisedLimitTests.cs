using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>
/// Work that waits at a limit goes on when a person raises it, without a restart and without losing anything; no test here waits for the
/// next probe, which is an hour away.
/// </summary>
[Collection(Serial.Name)]
public sealed class RaisedLimitTests(OutsideWorld world, SecondTenant second) : WorkerTest(world), IClassFixture<SecondTenant>
{
    private const string Cap = """ "Spend": { "CallsPerDay": {0} } """;
    private const string Budget = """ "WriteBudget": { "AccountsPerHour": {0} } """;

    public override async ValueTask InitializeAsync() => await second.ResetAsync();

    [Theory]
    [InlineData(Cap, "Spend: 3 of 3 analyses of ")]
    [InlineData(Budget, "Write budget: as many accounts ")]
    public async Task A_limit_of_three_raised_in_a_tenants_file_lets_the_other_seven_of_ten_companies_be_done_at_once(string limit, string reason)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        second.Describe(tenant: "," + limit.Replace("{0}", "3", StringComparison.Ordinal));
        await using var worker = await StartAsync(second.Settings);

        var (companies, jobs) = await ThreeOfTenAsync(worker, second.Crm, SecondTenant.Id, reason);
        second.Describe(tenant: "," + limit.Replace("{0}", "10", StringComparison.Ordinal));

        await AllTenAsync(worker, second.Crm, companies, jobs);
    }

    [Theory]
    [InlineData(Cap, "Spend: 3 of 3 analyses of ")]
    [InlineData(Budget, "Write budget: as many accounts ")]
    public async Task A_limit_of_three_raised_in_the_services_own_settings_file_does_so_for_the_default_tenant_and_a_wrong_one_changes_nothing(
        string limit, string reason)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var file = Path.Combine(Folder, "appsettings.json");
        Write(3);
        await using var worker = await StartAsync([]);
        var configuration = (IConfigurationManager)worker.Services.GetRequiredService<IConfiguration>();
        configuration.AddJsonFile(file, optional: false, reloadOnChange: true);
        await SaidAsync("have changed and are in force");

        var (companies, jobs) = await ThreeOfTenAsync(worker, World.Sandbox, WorkerHost.Tenant, reason);
        Write(-1);
        await SaidAsync("The changed configuration is wrong. ");
        Assert.Equal(3, await WrittenAsync(World.Sandbox, companies));

        Write(10);
        await AllTenAsync(worker, World.Sandbox, companies, jobs);

        void Write(int most)
        {
            var half = file + ".half";
            File.WriteAllText(half, "{ \"Tenant\": {" + limit.Replace("{0}", $"{most}", StringComparison.Ordinal) + "} }");
            File.Move(half, file, overwrite: true);
        }
    }

    [Fact]
    public async Task A_persons_hold_is_not_probed_because_a_limit_was_raised()
    {
        second.Describe(tenant: "," + Cap.Replace("{0}", "3", StringComparison.Ordinal));
        await using var worker = await StartAsync(second.Settings);
        var holds = worker.Services.GetRequiredService<Holds>();
        await holds.HoldByAsync(SecondTenant.Id, "Spend: I look at the bill first", "ANNA", Cancellation);
        var (company, _) = await second.Crm.CreateAsync("Geduldig AG");
        var job = await worker.PostAsync("contact.created", company, [], tenant: SecondTenant.Id);
        await Eventually.TrueAsync(async () => (await worker.Runs.FindJobAsync(job, Cancellation))?.State == "scheduled", cancellationToken: Cancellation);

        second.Describe(tenant: "," + Cap.Replace("{0}", "10", StringComparison.Ordinal));
        await Eventually.TrueAsync(
            () => TestContext.Current.TestOutputHelper!.Output.Split("what it says of Cust20002 is in force").Length > 2, cancellationToken: Cancellation);

        Assert.Equal("ANNA", Assert.Single(await holds.ListAsync(Cancellation)).By);
        Assert.Equal("scheduled", (await worker.Runs.FindJobAsync(job, Cancellation))!.State);
    }

    private Task<WorkerHost> StartAsync((string Key, string Value)[] settings) =>
        WorkerHost.StartAsync(World, settings: [.. settings, ("Worker:ProbeEvery", "01:00:00")]);

    /// <summary>Ten companies are created; three are done, and seven wait visibly.</summary>
    private async Task<(List<int> Companies, string[] Jobs)> ThreeOfTenAsync(WorkerHost worker, SandboxHost crm, string tenant, string reason)
    {
        World.Intake = null;
        var companies = new List<int>();
        for (var n = 0; n < 10; n++)
        {
            companies.Add((await crm.CreateAsync($"Sparsam {n} AG")).Contact);
        }

        var jobs = await Task.WhenAll(companies.Select(company => worker.PostAsync("contact.created", company, [], tenant: tenant)));
        var holds = await Eventually.ValueAsync(
            () => worker.Services.GetRequiredService<Holds>().ListAsync(Cancellation), held => held.Count > 0, cancellationToken: Cancellation);
        Assert.Equal(tenant, Assert.Single(holds).Tenant);
        Assert.StartsWith(reason, holds[0].Reason, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () => (await StatesAsync(worker, jobs)) is { } states && states.Count(s => s == "finished") == 3 && states.Count(s => s == "scheduled") == 7,
            cancellationToken: Cancellation);
        Assert.Equal(3, await WrittenAsync(crm, companies));
        return (companies, jobs);
    }

    private async Task AllTenAsync(WorkerHost worker, SandboxHost crm, List<int> companies, string[] jobs)
    {
        foreach (var job in jobs)
        {
            Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        }

        Assert.Equal(10, await WrittenAsync(crm, companies));
        Assert.All(companies, company => Assert.Equal(1, World.Enricher.Asked($"contact:{company}")));
        await Eventually.TrueAsync(
            async () => (await worker.Services.GetRequiredService<Holds>().ListAsync(Cancellation)).Count == 0, cancellationToken: Cancellation);
        Assert.All(await worker.Runs.ListAsync(0, 100, Cancellation), run => Assert.Equal(0, run.Attempts));
    }

    private static async Task<List<string?>> StatesAsync(WorkerHost worker, string[] jobs)
    {
        var views = await Task.WhenAll(jobs.Select(job => worker.Runs.FindJobAsync(job, Cancellation)));
        return [.. views.Select(view => view?.State)];
    }

    private static async Task<int> WrittenAsync(SandboxHost crm, List<int> companies)
    {
        var patches = await crm.CountersAsync("patches");
        return companies.Count(company => patches.GetValueOrDefault($"contact:{company}") == 1);
    }

    private static Task SaidAsync(string what) => Eventually.TrueAsync(
        () => TestContext.Current.TestOutputHelper!.Output.Contains(what, StringComparison.Ordinal), cancellationToken: Cancellation);
}
