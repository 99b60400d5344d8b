extern alias cli;

using System.Text.RegularExpressions;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Accounts;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Queue;
using Connector.Jobs.Spend;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Screen = cli::Connector.Cli.Showing.Screen;

namespace Connector.Cli.Tests;

/// <summary>Every table of every command at 80 columns, with names, counts and reasons as long as they are in life.</summary>
public sealed partial class NarrowTests(RedisFixture redis) : CliTest(redis)
{
    private const string Reason = "Rheinisch-Westfälische Maschinenbau- und Werkzeuggesellschaft mbH & Co. KG asks us to wait until their import of 123,456 contacts is over";
    private const string Directory = "0198b1c2d3e4f5061728394a5b6c7d8e";

    public static TheoryData<string> Commands =>
    [
        "audit", "audit --deep", "holds", "loss status", "drain status", "dead", "spools", "erasures", "journals list", "limits Cust10001", "proposals Cust10001",
        "proposals Cust10001 contact:123457", "approve Cust10001 --all", "explain Cust10001 contact:123456", "mapping Cust10001", "spend", "operations",
        "reject Cust10001 contact:123457 contact:5", "release Cust10001 --all", "ignore Cust10001 --all", "erase Cust10001 contact:123458", "enrich Cust10001 contact:123459", "mode Cust10001 write --reason x",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_word_is_broken_and_nothing_is_blank_around_or_behind_a_table(string command)
    {
        await FillAsync();

        var wide = (await AtAsync(500, command)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var narrow = await AtAsync(80, command);

        TestContext.Current.TestOutputHelper?.WriteLine(narrow);
        var words = narrow.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).CountBy(word => word).ToDictionary();
        Assert.All(
            wide.Where(word => word.Length <= 12).CountBy(word => word).Where(word => word.Key[0] != '─'),
            word => Assert.True(words.GetValueOrDefault(word.Key) >= word.Value, $"'{word.Key}' is broken"));
        var lines = narrow.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
        Assert.NotEqual("", lines[0]);
        Assert.NotEqual("", lines[^1]);
    }

    private async Task<string> AtAsync(int columns, string command)
    {
        // It counts until this method returns; the variable would count for all tests that run meanwhile.
        Screen.SaidWidth = $"{columns}";
        var ended = await RunAsync(command.Split(' '));
        Assert.Equal("", ended.Error);
        return Took().Replace(ended.Output, "1");
    }

    // Another time each time.
    [GeneratedRegex(@"[0-9,]+(?=\s+ms\.)")]
    private static partial Regex Took();

    private async Task FillAsync()
    {
        var services = Host.Services;
        await Story.CompleteAsync(123456, "Rheinisch-Westfälische Maschinenbau- und Werkzeuggesellschaft mbH");
        await Story.ProposeAsync(123457, "namesake", "the CRM has no website to distinguish it from \"Müller Präzisionsteile Süd\" of the same name");
        await Story.WriteAsync(123458);
        await Story.DieAsync(123459);
        await Story.AttachAsync(123460, "contact.created");
        var pass = await Story.TakeAsync();
        await services.GetRequiredService<SpendBook>().ReserveAsync(
            pass, EntityKey.Contact(123460), "f", null, new SpendLimits(1_000_000, 1_000_000, 0.05m, "EUR", TimeZoneInfo.Utc), pass.StartedAt, Cancel);
        await Story.FinishAsync(pass, JobOutcome.Dead, "refused", Reason);
        await services.GetRequiredService<SpoolCounts>().SetAsync($"spool-default-{Directory}.db", 123_456, Cancel);
        await Story.JournalsAsync();
        await services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().HashSetAsync(
            "connector:{0}:journals", [new(Directory, """{"host":"connector-worker-2","seenAt":1000}"""), new("0198b1c2d3e4f5061728394a5b6c7d8f", """{"host":"connector-worker-3","seenAt":1000}""")]);
        await Story.EraseAsync(123461);
        await RunAsync("journals", "forget", Directory, "--reason", Reason, "--by", "Annamaria");
        await services.GetRequiredService<TenantModes>().LowerAsync(Story.Tenant, TenantMode.Observe, "Annamaria", Reason, Cancel);
        await services.GetRequiredService<Holds>().HoldByAsync(Story.Tenant, Reason, "Annamaria", Cancel);
        await services.GetRequiredService<MappingReports>().SaveAsync(
            new MappingReport
            {
                Tenant = Story.Tenant,
                CheckedAt = DateTimeOffset.UnixEpoch,
                Fields =
                [
                    new("contact", "opener_secondary", "SuperOffice:84", true, "Einleitung, zweite, von der Maschine", "LongText", []),
                    new("person", "vertical", "SuperOffice:183", false, null, null, [new("missing", "there is no such field", [new("SuperOffice:93", "Branche", "ListText")])]),
                ],
            },
            Cancel);
    }
}
