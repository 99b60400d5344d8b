using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Spend;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Cli.Tests;

/// <summary>What the command line says of a tenant's limits and of what was done to its records, at 80 columns.</summary>
public sealed class LookingTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task Writes_are_stopped_and_allowed_for_a_tenant_and_for_all_and_the_limits_say_so()
    {
        await SaysAsync(0, "nobody has set a mode", "limits", Story.Tenant);
        await SaysAsync(0, "Writes to Cust10001 are stopped by Anna", "stop-writes", Story.Tenant, "--by", "Anna", "--reason", "odd texts");
        await SaysAsync(0, "Writes to all tenants are stopped by Anna", "stop-writes", "--by", "Anna");
        await SaysAsync(0, "odd texts", "limits", Story.Tenant);
        await SaysAsync(0, "Writes are not stopped for all tenants", "allow-writes");

        var allowed = await RunAsync("allow-writes", Story.Tenant);
        Assert.Equal(0, allowed.ExitCode);
        Assert.DoesNotContain("stopped", allowed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mode_is_lowered_by_a_person_and_an_unknown_one_or_no_reason_is_a_wrong_command_line()
    {
        await SaysAsync(0, "mode propose", "mode", Story.Tenant, "propose", "--reason", "first look", "--by", "Anna");
        await SaysAsync(0, "first look", "limits", Story.Tenant);

        Assert.Equal(2, (await RunAsync("mode", Story.Tenant, "everything", "--reason", "x")).ExitCode);
        Assert.Equal(2, (await RunAsync("mode", Story.Tenant, "write")).ExitCode);
        Assert.Equal(TenantMode.Propose, (await Host.Services.GetRequiredService<TenantModes>().ReadAsync(Story.Tenant, Cancel)).Mode);
    }

    [Fact]
    public async Task A_record_is_explained_with_what_was_found_and_answered()
    {
        await Story.CompleteAsync(4711, "Lathe Works");

        var all = await SaysAsync(0, "opener: keep, a human changed it", "explain", Story.Tenant, "contact:4711");
        Assert.Contains("Written by a human", all, StringComparison.Ordinal);
        var one = await SaysAsync(0, "vertical: write", "explain", Story.Tenant, "contact:4711", "--field", "SuperOffice:83");
        Assert.DoesNotContain("opener", one, StringComparison.Ordinal);
        await SaysAsync(0, "Nothing is known of person:5", "explain", Story.Tenant, "person:5");
        Assert.Equal((1, "An entity is spelt contact:4711 or person:981.\n"), await RefusedAsync("explain", Story.Tenant, "sale:5"));
    }

    [Fact]
    public async Task Proposals_are_listed_and_one_is_shown_with_its_values()
    {
        await Story.ProposeAsync(7);

        var list = await SaysAsync(0, "1 wait in all.", "proposals", Story.Tenant);
        Assert.Contains("vertical, summary", list, StringComparison.Ordinal);
        Assert.DoesNotContain("opener", list, StringComparison.Ordinal);
        await SaysAsync(0, "[I:4]", "proposals", Story.Tenant, "contact:7");
        Assert.Equal(1, (await RefusedAsync("proposals", Story.Tenant, "contact:8")).ExitCode);
    }

    [Fact]
    public async Task A_doubt_is_told_to_whoever_approves()
    {
        await Story.ProposeAsync(7, "other_website", "at acme.com, not acme.de");

        foreach (var command in (string[][])[["proposals", Story.Tenant], ["proposals", Story.Tenant, "contact:7"], ["approve", Story.Tenant, "contact:7"]])
        {
            var said = await SaysAsync(0, "other_website", command);
            Assert.Contains("acme.com", said, StringComparison.Ordinal);
            Assert.Contains("acme.de", said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_mapping_that_lacks_a_field_says_what_may_have_been_meant_and_ends_with_1()
    {
        Assert.Equal(1, (await RefusedAsync("mapping", Story.Tenant)).ExitCode);
        await Story.SaveMappingAsync();

        var said = await SaysAsync(1, "there is no such field", "mapping", Story.Tenant);
        Assert.Contains("meant SuperOffice:93, Branche (ListText)?", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_is_stopped_is_shown_with_what_to_do_and_ends_with_1()
    {
        Assert.Equal(1, (await RefusedAsync("subscription", Story.Tenant)).ExitCode);
        await Story.SaveSubscriptionAsync();

        var said = await SaysAsync(1, "SuperOffice has stopped webhook 12", "subscription", Story.Tenant);
        Assert.Contains("connector webhooks activate 12.", said, StringComparison.Ordinal);
        Assert.Contains("of 7 records that had changed", said.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spend_is_listed_beside_its_caps()
    {
        await Story.AttachAsync(1, "contact.created");
        var pass = await Story.TakeAsync();
        await Host.Services.GetRequiredService<SpendBook>().ReserveAsync(
            pass, EntityKey.Contact(1), "f", null, new SpendLimits(500, 25, 0.05m, "EUR", TimeZoneInfo.Utc), pass.StartedAt, Cancel);

        var says = await SaysAsync(0, "1 of 500", "spend");
        Assert.Contains("0.05 of 25 EUR", says, StringComparison.Ordinal);
        Assert.Contains("of that reserved: 0.05", says, StringComparison.Ordinal);
        Assert.Contains("unanswered: 1", says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_days_cost_is_listed_with_a_total_and_what_is_not_kept_any_more_is_said()
    {
        await SaysAsync(0, "Nothing has been asked of the Company Explorer since 2026-11-01", "spend", "--since", "2026-11-01");
        await Story.AttachAsync(1, "contact.created");
        var pass = await Story.TakeAsync();
        foreach (var (daysAgo, fingerprint) in (IEnumerable<(int, string)>)[(0, "a"), (1, "b"), (1, "c"), (9, "d")])
        {
            await Host.Services.GetRequiredService<SpendBook>().ReserveAsync(
                pass, EntityKey.Contact(1), fingerprint, null, new SpendLimits(500, 25, 0.05m, "EUR", TimeZoneInfo.Utc), pass.StartedAt.AddDays(-daysAgo), Cancel);
        }

        string Day(int daysAgo) => pass.StartedAt.AddDays(-daysAgo).UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        var recent = await SaysAsync(0, "total", "spend", "--since", Day(8));
        Assert.Equal([Day(0), Day(1), "total"], Rows(recent).Select(row => row[0]));
        Assert.Equal(["total", "3", "0.15", "EUR", "0.15"], Rows(recent)[^1]);
        Assert.DoesNotContain("of those before", recent, StringComparison.Ordinal);
        Assert.Contains("of those before", await SaysAsync(0, Day(9), "spend", "--since", "2020-01-01", "--tenant", Story.Tenant), StringComparison.Ordinal);
        Assert.Contains("1 of 3 rows are shown", await SaysAsync(0, "0.20", "spend", "--since", "2020-01-01", "--take", "1"), StringComparison.Ordinal);
        Assert.Equal((1, "There is no tenant Cust1001. Did you mean Cust10001?\n"), await RefusedAsync("spend", "--since", Day(1), "--tenant", "Cust1001"));
        Assert.Contains("--since takes a date such as 2026-11-01.", (await RefusedAsync("spend", "--since", "yesterday")).Error, StringComparison.Ordinal);
        Assert.Contains("--tenant goes with --since.", (await RefusedAsync("spend", "--tenant", "Cust10001")).Error, StringComparison.Ordinal);
    }

    private static List<string[]> Rows(string table) =>
        [.. table.Split('\n').Skip(2).Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
