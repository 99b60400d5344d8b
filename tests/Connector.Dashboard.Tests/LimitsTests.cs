using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Dashboard.Tests;

/// <summary>A tenant's limits, its proposals, its mapping: over HTTP and on the page.</summary>
public sealed class LimitsTests(RedisFixture redis) : DashboardTest(redis)
{
    [Fact]
    public async Task A_mode_goes_down_and_up_to_what_was_asked_with_who_and_why_and_asking_again_changes_nothing()
    {
        Assert.Equal(JsonValueKind.Null, (await GetAsync($"{Tenant}/limits")).GetProperty("mode").ValueKind);

        foreach (var (mode, by) in new[] { ("observe", "Anna"), ("propose", "Bert"), ("propose", "Carl") })
        {
            using var answer = await PostAsync($"{Tenant}/mode", $$"""{"by":"{{by}}","mode":"{{mode}}","reason":"so"}""");
            Assert.Equal((HttpStatusCode.OK, mode), (answer.StatusCode, Text(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel), "mode")));
        }

        var limits = await GetAsync($"{Tenant}/limits");
        Assert.Equal(("propose", "Bert", "so", false), (Text(limits, "mode"), Text(limits, "modeBy"), Text(limits, "modeReason"), limits.GetProperty("isBraked").GetBoolean()));
        Assert.Equal(["propose: so", "observe: so"], (await GetAsync("/api/operations")).GetProperty("items").EnumerateArray().Select(o => Text(o, "detail")));
    }

    [Fact]
    public async Task The_brake_stands_on_the_page_until_a_person_raises_the_mode()
    {
        Assert.DoesNotContain("The brake", await PageAsync(), StringComparison.Ordinal);
        await Host.Services.GetRequiredService<Brake>().NoteAsync(
            Story.Tenant, EntityKey.Contact(1), WriteEnding.NoRight, new BrakeLimits(Troubles: 0, Records: 20), Cancel);

        Assert.True((await GetAsync($"{Tenant}/limits")).GetProperty("isBraked").GetBoolean());
        Assert.Contains("The brake lowered Cust10001 to propose:", await PageAsync(), StringComparison.Ordinal);

        using var raised = await PostAsync($"{Tenant}/mode", """{"by":"Anna","mode":"write","reason":"rights are given"}""");
        Assert.DoesNotContain("The brake", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_stop_for_a_tenant_and_for_all_and_one_does_not_lift_the_other()
    {
        using var one = await PostAsync($"{Tenant}/write-stop", """{"by":"Anna","on":true,"reason":"odd texts"}""");
        using var all = await PostAsync("/api/write-stop", """{"by":"Bert","on":true}""");
        using var again = await PostAsync("/api/write-stop", """{"by":"Carl","on":true}""");
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], [one.StatusCode, all.StatusCode, again.StatusCode]);
        var limits = await GetAsync($"{Tenant}/limits");
        Assert.Equal(("odd texts", "Bert"), (Text(limits.GetProperty("writeStop"), "reason"), Text(limits.GetProperty("writeStopOfAll"), "by")));
        var page = await PageAsync();
        Assert.Contains("Writes to Cust10001 are stopped.", page, StringComparison.Ordinal);
        Assert.Contains("Writes to all tenants are stopped.", page, StringComparison.Ordinal);

        using var allowed = await PostAsync("/api/write-stop", """{"by":"Bert","on":false}""");
        Assert.False((await GetAsync("/api/write-stop")).GetProperty("on").GetBoolean());
        Assert.Equal(JsonValueKind.Object, (await GetAsync($"{Tenant}/limits")).GetProperty("writeStop").ValueKind);
        using var lifted = await PostAsync($"{Tenant}/write-stop", """{"by":"Anna","on":false}""");
        Assert.DoesNotContain("are stopped", await PageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_understood_is_explained_and_changes_nothing()
    {
        foreach (var (path, body, says) in new[]
        {
            ($"{Tenant}/mode", """{"by":"Anna","mode":"everything","reason":"x"}""", "'mode'"),
            ($"{Tenant}/mode", """{"by":"Anna","mode":"2","reason":"x"}""", "'mode'"),
            ($"{Tenant}/mode", """{"by":"Anna","mode":"write"}""", "'reason'"),
            ($"{Tenant}/write-stop", """{"by":"Anna"}""", "'on'"),
            ("/api/write-stop", """{"on":true}""", "'by'"),
            ("/api/write-stop", """{"by":"Anna","on":true,"reason":"a\nb"}""", "'reason'"),
            ("/api/tenants/a%20b/write-stop", """{"by":"Anna","on":true}""", "A tenant is named"),
        })
        {
            using var response = await PostAsync(path, body);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(says, Text(await response.Content.ReadFromJsonAsync<JsonElement>(Cancel), "detail"), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await GetAsync("/api/operations")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Proposals_are_listed_in_parts_with_how_many_wait_and_found_by_entity()
    {
        await Story.ProposeAsync(7);
        await Story.ProposeAsync(8);

        var part = await GetAsync($"{Tenant}/proposals?take=1");
        var newest = Assert.Single(part.GetProperty("items").EnumerateArray());
        Assert.Equal((2, "contact:8", "c8", "proposed"), (part.GetProperty("total").GetInt32(), Text(newest, "entity"), Text(newest, "account"), Text(newest, "reason")));
        Assert.Equal("[I:4]", Text((await GetAsync($"{Tenant}/proposals/contact:7")).GetProperty("fields")[0], "new"));
        using var none = await Host.Client.GetAsync($"{Tenant}/proposals/contact:9", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Waiting_proposals_stand_on_the_page_with_the_newest_and_how_to_approve_them()
    {
        Assert.DoesNotContain("for approval", await PageAsync(), StringComparison.Ordinal);
        foreach (var contact in new[] { 6, 7, 8, 9 })
        {
            await Story.ProposeAsync(contact);
        }

        var page = await PageAsync();
        Assert.Contains("4 proposals for Cust10001 wait for approval:", page, StringComparison.Ordinal);
        Assert.Contains("contact 9, contact 8, contact 7, ", page, StringComparison.Ordinal);
        Assert.Contains("<code>connector approve Cust10001 --all</code>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mapping_is_told_once_it_was_checked()
    {
        using var early = await Host.Client.GetAsync($"{Tenant}/mapping", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);

        await Story.SaveMappingAsync();
        var report = await GetAsync($"{Tenant}/mapping");
        Assert.False(report.GetProperty("isComplete").GetBoolean());
        Assert.Equal("SuperOffice:93", Text(report.GetProperty("fields")[1].GetProperty("findings")[0].GetProperty("nearest")[0], "progId"));
    }
}
