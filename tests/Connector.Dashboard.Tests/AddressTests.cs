using System.Net;
using System.Text.RegularExpressions;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Queue;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Dashboard.Tests;

/// <summary>What an address of the API says is understood as a whole, or refused with what was perhaps meant.</summary>
public sealed partial class AddressTests(RedisFixture redis) : DashboardTest(redis)
{
    public static TheoryData<string> Lists =>
        ["holds", "dead", "spools", "spend", "spend/days", "journals", "notices", "tenants/Cust10001/proposals"];

    [Fact]
    public async Task Every_route_with_a_tenant_refuses_one_that_nobody_knows_and_names_the_nearest()
    {
        var routes = Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.RoutePattern.RawText!.Contains("{tenant}", StringComparison.Ordinal)).ToList();
        Assert.True(routes.Count >= 9);

        foreach (var route in routes)
        {
            var path = Hole().Replace(route.RoutePattern.RawText!.Replace("{tenant}", "Cust1001", StringComparison.Ordinal), "x");
            using var response = await SendAsync(route, path, "{}");

            Assert.Equal((path, HttpStatusCode.NotFound), (path, response.StatusCode));
            Assert.Equal("There is no tenant Cust1001. Did you mean Cust10001?", await DetailAsync(response));
        }

        using var dead = await Host.Client.GetAsync("/api/dead?tenant=Cust1001", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, dead.StatusCode);
        Assert.Empty(await OperationsAsync());
    }

    [Theory]
    [InlineData("zadd", "due")]
    [InlineData("zadd", "turns")]
    [InlineData("zadd", "waiting-turns")]
    [InlineData("sadd", "ended-tenants")]
    [InlineData("sadd", "leashes")]
    [InlineData("sadd", "proposing")]
    [InlineData("hset", "holds")]
    [InlineData("hset", "spend")]
    [InlineData("set", "mapping:Old")]
    [InlineData("set", "tenant:Old")]
    [InlineData("set", "writes:Old")]
    [InlineData("set", "waiting:Old")]
    public async Task A_tenant_of_which_anything_is_kept_is_known_though_no_worker_names_it(string how, string key)
    {
        await using var connection = await Redis.ConnectAsync();
        var (database, full) = (connection.GetDatabase(), (RedisKey)$"connector:{{0}}:{key}");
        _ = how switch
        {
            "zadd" => await database.SortedSetAddAsync(full, "Old", 1),
            "sadd" => await database.SetAddAsync(full, "Old"),
            "hset" => await database.HashSetAsync(full, "Old", "{}"),
            _ => await database.StringSetAsync(full, "x"),
        };

        using var response = await Host.Client.GetAsync("/api/tenants/Old/proposals", Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Without_the_key_nobody_learns_by_a_change_which_tenants_there_are()
    {
        using var response = await PostAsync("/api/tenants/Cust1001/hold", "{}", key: null);

        Assert.Equal((HttpStatusCode.Unauthorized, null), (response.StatusCode, await DetailAsync(response)));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Every_list_takes_1_to_500_at_once_and_refuses_other_numbers_with_the_range(string list)
    {
        var query = $"/api/{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}";
        foreach (var (part, says) in new[]
        {
            ("take=501", "'take' must be a whole number from 1 to 500."),
            ("take=0", "'take' must be a whole number from 1 to 500."),
            ("take=", "'take' must be a whole number from 1 to 500."),
            ("take=many", "'take' must be a whole number from 1 to 500."),
            ("skip=-1", "'skip' must be a whole number from 0 to 100,000."),
            ("skip=99999999999", "'skip' must be a whole number from 0 to 100,000."),
            ("take=1&take=2", "'take' is given 2 times: give it once."),
            ("tak=1", "There is no parameter 'tak' here. Did you mean 'take'?"),
        })
        {
            await RefusedAsync(query + part, says);
        }

        Assert.True((await GetAsync($"{query}skip=1&take=500")).TryGetProperty("items", out _));
    }

    [Theory]
    [InlineData("/api/operations?take=501", "'take' must be a whole number from 1 to 500.")]
    [InlineData("/api/erasures?take=0", "'take' must be a whole number from 1 to 500.")]
    [InlineData("/api/erasures?skip=1", "There is no parameter 'skip' here, only 'take'.")]
    [InlineData("/api/explain/Cust10001/contact:7?take=501", "'take' must be a whole number from 1 to 500.")]
    [InlineData("/api/explain/Cust10001/contact:7?fild=x", "There is no parameter 'fild' here. Did you mean 'field'?")]
    [InlineData("/api/explain/Cust10001/contact:7?tenant=Cust2", "There is no parameter 'tenant' here, only 'field', 'take'.")]
    [InlineData("/api/audit?deep=maybe", "'deep' must be true or false.")]
    [InlineData("/api/audit?depp=true", "There is no parameter 'depp' here. Did you mean 'deep'?")]
    [InlineData("/api/drain?x=1", "This address takes no parameters.")]
    [InlineData("/api/operations/undo/00000000000000000000000000000001?tennant=Cust10001", "There is no parameter 'tennant' here. Did you mean 'tenant'?")]
    [InlineData("/api/operations/undo/00000000000000000000000000000001", "Say whose it is: 'tenant'.")]
    public Task What_is_not_understood_is_refused_with_what_was_perhaps_meant(string path, string says) => RefusedAsync(path, says);

    [Fact]
    public async Task A_part_of_a_list_says_how_many_there_are_in_all()
    {
        foreach (var tenant in new[] { "Cust1", "Cust2", "Cust3" })
        {
            await Host.Services.GetRequiredService<Holds>().HoldAsync(tenant, "cap reached", TimeSpan.FromMinutes(1), Cancel);
        }

        var part = await GetAsync("/api/holds?skip=1&take=1");

        Assert.Equal(("Cust2", 3), (Text(Assert.Single(part.GetProperty("items").EnumerateArray()), "tenant"), part.GetProperty("total").GetInt32()));
    }

    [Fact]
    public async Task An_explanation_is_cut_to_its_last_steps_and_says_so()
    {
        await Story.CompleteAsync(4711, "Lathe Works");
        var all = await GetAsync("/api/explain/Cust10001/contact:4711");

        var last = await GetAsync("/api/explain/Cust10001/contact:4711?take=2");

        var count = all.GetProperty("steps").GetArrayLength();
        Assert.Equal((0, count - 2), (all.GetProperty("earlierLeftOut").GetInt32(), last.GetProperty("earlierLeftOut").GetInt32()));
        Assert.Equal(all.GetProperty("steps").EnumerateArray().TakeLast(2).Select(step => Text(step, "text")), last.GetProperty("steps").EnumerateArray().Select(step => Text(step, "text")));
    }

    [Theory]
    [InlineData("GET", "/api/jobs/4711", "There is no job 4711.")]
    [InlineData("GET", "/api/jobs/00000000-0000-0000-0000-000000000001", "There is no job 00000000-0000-0000-0000-000000000001.")]
    [InlineData("GET", "/api/runs/4711", "There is no sync run 4711.")]
    [InlineData("GET", "/api/operations/undo/4711?tenant=Cust10001", "There is no preview or run 4711 of undo")]
    [InlineData("GET", "/api/operations/aprove/4711?tenant=Cust10001", "There is no operation 'aprove'. Did you mean 'approve'?")]
    [InlineData("POST", "/api/journals/4711/forget", "There is no directory of journals 4711")]
    public async Task An_id_that_nothing_has_is_answered_404_with_the_id(string method, string path, string says)
    {
        using var response = method == "GET" ? await Host.Client.GetAsync(path, Cancel) : await PostAsync(path, """{"by":"Anna","reason":"x"}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.StartsWith(says, await DetailAsync(response), StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string path, string says)
    {
        using var response = await Host.Client.GetAsync(path, Cancel);

        Assert.Equal((path, HttpStatusCode.BadRequest), (path, response.StatusCode));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(says, await DetailAsync(response));
    }

    private async Task<HttpResponseMessage> SendAsync(RouteEndpoint route, string path, string body)
    {
        if (route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST"))
        {
            return await PostAsync(path, body);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", DashboardHost.OperatorKey);
        return await Host.Client.SendAsync(request, Cancel);
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Hole();
}
