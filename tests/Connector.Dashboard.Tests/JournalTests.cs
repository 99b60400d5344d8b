using System.Net;
using Connector.Dashboard.Tests.Hosting;

namespace Connector.Dashboard.Tests;

/// <summary>Which machines' journals an erasure waits for, and what a person says of one that is gone.</summary>
public sealed class JournalTests(RedisFixture redis) : DashboardTest(redis)
{
    [Fact]
    public async Task An_erasure_names_the_journals_that_have_not_answered_until_they_are_forgotten()
    {
        await Story.JournalsAsync();
        await Story.EraseAsync(7);

        var receipt = Assert.Single((await GetAsync("/api/erasures")).GetProperty("items").EnumerateArray().ToList());
        Assert.Equal("contact:7", Text(receipt, "entity"));
        Assert.Equal(["0198a", "0198b"], receipt.GetProperty("missing").EnumerateArray().Select(one => Text(one, "id")));
        Assert.Contains("connector journals forget 0198a", Text(receipt.GetProperty("missing")[0], "silence"), StringComparison.Ordinal);

        var forgotten = await SendAsync("/api/journals/0198a/forget", """{"by":"Anna","reason":"the disk burnt"}""");
        Assert.Equal(("worker-1", "Anna", 1), (Text(forgotten, "host"), Text(forgotten, "forgottenBy"), forgotten.GetProperty("due").GetInt32()));
        var left = (await GetAsync("/api/erasures?take=1")).GetProperty("items")[0].GetProperty("missing");
        Assert.Equal("0198b", Text(Assert.Single(left.EnumerateArray().ToList()), "id"));
        Assert.Equal(2, (await GetAsync("/api/journals")).GetProperty("items").GetArrayLength());
        Assert.Contains("Anna forget-journal 0198a the disk burnt", await OperationsAsync());
    }

    [Theory]
    [InlineData("nobody", """{"by":"Anna","reason":"gone"}""", HttpStatusCode.NotFound)]
    [InlineData("0198b", """{"by":"Anna","reason":"gone"}""", HttpStatusCode.Conflict)]
    [InlineData("0198a", """{"by":"Anna"}""", HttpStatusCode.BadRequest)]
    [InlineData("0198a", """{"reason":"gone"}""", HttpStatusCode.BadRequest)]
    public async Task What_is_in_use_or_unknown_or_said_without_a_reason_is_not_forgotten(string directory, string body, HttpStatusCode expected)
    {
        await Story.JournalsAsync();

        await SendAsync($"/api/journals/{directory}/forget", body, expected);

        Assert.Empty(await OperationsAsync());
    }

    [Fact]
    public async Task Only_an_operator_forgets()
    {
        await Story.JournalsAsync();

        using var response = await PostAsync("/api/journals/0198a/forget", """{"by":"Anna","reason":"gone"}""", key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
