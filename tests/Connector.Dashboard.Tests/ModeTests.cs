using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Dashboard.Tests;

/// <summary>The mode of each tenant on the page: what it is, who set it, why.</summary>
public sealed class ModeTests(RedisFixture redis) : DashboardTest(redis)
{
    /// <summary>In the worker's settings (empty: not told), set by a person (empty: never) → what the page says.</summary>
    public static TheoryData<string, string, string, string> Modes => new()
    {
        { "", "", "not known yet", "it is known once a worker has checked the tenant's mapping" },
        { "propose", "", "propose", "It is the one in the worker's settings; nobody has set another." },
        { "write", "", "write", "nobody has set another." },
        { "", "propose", "propose at most", "Anna set it: a first look; the worker's settings may allow less." },
        { "", "observe", "observe", "Anna set it: a first look" },
        { "write", "propose", "propose", "Anna set it: a first look." },
        { "propose", "propose", "propose", "Anna set it: a first look." },
        { "observe", "propose", "observe", "Anna set propose: a first look, but the worker's settings allow no more than this." },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task The_mode_is_the_lower_of_the_configured_one_and_the_one_somebody_set(string configured, string set, string mode, string why)
    {
        if (configured.Length > 0)
        {
            await Story.SaveMappingAsync(configured);
        }

        if (set.Length > 0)
        {
            await SendAsync($"{Tenant}/mode", $$"""{"by":"Anna","mode":"{{set}}","reason":"a first look"}""");
        }

        await Story.SkipAsync(1);

        var page = System.Net.WebUtility.HtmlDecode(await PageAsync());
        Assert.Contains($"The mode of Cust10001 is <strong>{mode}</strong>.", page, StringComparison.Ordinal);
        Assert.Contains(why, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_of_writes_stands_beside_the_mode_however_it_was_set()
    {
        await Story.SaveMappingAsync("write");
        await Story.SkipAsync(1);
        Assert.DoesNotContain("its writes are stopped", await PageAsync(), StringComparison.Ordinal);

        await Host.Services.GetRequiredService<StackExchange.Redis.IConnectionMultiplexer>().GetDatabase().HashSetAsync("connector:{0}:tenant:Cust10001", "writeStop", "by hand");
        Assert.Contains("<strong>write</strong><strong>, and its writes are stopped</strong>", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_the_matter_with_the_webhook_stands_beside_the_mode_with_what_to_do()
    {
        await Story.SkipAsync(1);
        Assert.DoesNotContain("webhook 12", await PageAsync(), StringComparison.Ordinal);

        await Story.SaveSubscriptionAsync();

        var page = System.Net.WebUtility.HtmlDecode(await PageAsync());
        Assert.Contains("<strong>SuperOffice has stopped webhook 12 (connector).</strong>", page, StringComparison.Ordinal);
        Assert.Contains("connector webhooks activate 12.", page, StringComparison.Ordinal);
        Assert.Contains("of 7 records that had changed, no event had told of 2.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_are_folded_above_and_say_how_many_are_urgent()
    {
        var notices = Host.Services.GetRequiredService<Connector.Jobs.Notices.Notices>();
        foreach (var urgent in new[] { true, false })
        {
            await notices.SaveAsync(
                new() { Notice = new($"held:{urgent}", "held", "Cust10001", urgent, $"Work waits, {urgent}.", "connector resume."), RaisedAt = DateTimeOffset.UnixEpoch }, Cancel);
        }

        var page = System.Net.WebUtility.HtmlDecode(await PageAsync());
        Assert.Contains("2 notices, 1 urgent", page, StringComparison.Ordinal);
        Assert.Contains("<strong>Work waits, True.</strong>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_names_a_few_tenants_and_how_many_more_there_are()
    {
        // And Cust10001, of which a worker has said that it has it.
        for (var tenant = 1; tenant <= 23; tenant++)
        {
            await Host.Services.GetRequiredService<TenantModes>().LowerAsync($"Cust{tenant}", TenantMode.Propose, "Anna", "x", Cancel);
        }

        var page = await PageAsync();
        Assert.Equal(20, page.Split("The mode of").Length - 1);
        Assert.Contains("4 more tenants", page, StringComparison.Ordinal);
    }
}
