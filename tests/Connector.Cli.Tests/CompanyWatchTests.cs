using System.Globalization;
using System.Text.Json;
using Connector.Cli.Tests.Tenants;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Queue;
using Connector.Testing;

namespace Connector.Cli.Tests;

/// <summary>A test company is made, and what the connector does with it is said until it is over; with a story in the worker's place.</summary>
public sealed class CompanyWatchTests(RedisFixture redis) : CliTest(redis)
{
    [Theory]
    [InlineData("written", 0, "write: vertical: write, empty and never written")]
    [InlineData("proposed", 0, "proposal: vertical: write, empty and never written")]
    [InlineData("dead", 1, "it failed: gone connector dead lists it.")]
    public async Task Each_step_is_said_until_both_records_are_over(string becomes, int exitCode, string says)
    {
        Assert.SkipUnless(becomes == "written" || Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        using var sandbox = new SandboxServer();
        var before = await ContactsAsync(sandbox);
        var watching = Running.Start("company", "create", "--context", "sandbox", "--sandbox-url", sandbox.Url.AbsoluteUri, "--url", Host.Address.AbsoluteUri, "--watch");
        var contact = (await Eventually.ValueAsync(async () => (await ContactsAsync(sandbox)).Except(before).ToList(), made => made.Count > 0, cancellationToken: Cancel)).Single();
        await Story.AttachAsync(contact, "contact.created");
        var pass = await Story.TakeAsync("SuperOffice AS", "CONN");
        await (becomes switch
        {
            "written" => Story.FinishAsync(pass, JobOutcome.Completed, "written", fields: Story.WrittenFields),
            "proposed" => Story.FinishAsync(pass, JobOutcome.Proposed, "proposed", fields: Story.WrittenFields),
            _ => Story.FinishAsync(pass, JobOutcome.Dead, "refused", "gone"),
        });
        await Story.SkipPersonAsync(contact, await PersonAsync(sandbox, contact));

        var ended = await watching.EndAsync();

        TestContext.Current.TestOutputHelper?.WriteLine(ended.Output);
        Assert.Equal((exitCode, ""), (ended.ExitCode, ended.Error));
        Assert.All(ended.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        var unfolded = string.Join(' ', ended.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(says, unfolded, StringComparison.Ordinal);
        if (exitCode == 0)
        {
            Assert.Contains($": {(becomes == "written" ? "completed, written" : becomes)}.", unfolded, StringComparison.Ordinal);
        }

        Assert.Contains("skipped, persons_off.", unfolded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_made_where_nobody_would_see_it_and_a_watch_that_saw_nothing_says_what_to_look_at()
    {
        using var sandbox = new SandboxServer();
        var before = await ContactsAsync(sandbox);
        string[] create = ["company", "create", "--context", "sandbox", "--sandbox-url", sandbox.Url.AbsoluteUri, "--watch", "--wait", "1"];

        Assert.Contains("cannot be reached", (await RunAsync([.. create, "--url", "http://127.0.0.1:9"])).Error, StringComparison.Ordinal);
        Assert.Equal(before, await ContactsAsync(sandbox));
        await RunAsync("hold", Story.Tenant, "--reason", "migration");
        var said = await SaysAsync(1, "no event of it has come.", create);
        Assert.Contains("! Cust10001 is held: migration", said, StringComparison.Ordinal);
    }

    private static async Task<List<int>> ContactsAsync(SandboxServer sandbox) =>
        [.. JsonElement.Parse(await sandbox.Http.GetStringAsync("/sandbox/contacts", Cancel)).EnumerateArray().Select(one => one.GetProperty("contactId").GetInt32())];

    private static async Task<int> PersonAsync(SandboxServer sandbox, int contact)
    {
        var found = await Eventually.ValueAsync(
            async () => JsonElement.Parse(await sandbox.Http.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"/sandbox/contacts/{contact}"), Cancel)).GetProperty("personIds"),
            ids => ids.GetArrayLength() > 0,
            cancellationToken: Cancel);
        return found[0].GetInt32();
    }
}
