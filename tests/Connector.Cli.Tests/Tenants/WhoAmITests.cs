using System.Text.Json;

namespace Connector.Cli.Tests.Tenants;

/// <summary>Whom the login speaks for, and the raw answers; with SuperOffice misbehaving as it is known to.</summary>
public sealed class WhoAmITests : TenantTest
{
    [Fact]
    public async Task It_says_who_it_is_how_that_was_found_and_what_is_missing_to_send()
    {
        var said = await SaysAsync(0, "Connector Service, CONN", "who-am-i");

        Assert.Contains("77, found by User/currentPrincipal", said, StringComparison.Ordinal);
        Assert.Contains("shared with a person", said, StringComparison.Ordinal);
        Assert.Contains("Running, Release_10.3.8", said, StringComparison.Ordinal);
        Assert.Contains("The mail agent is closed to this application", said, StringComparison.Ordinal);
    }

    // The predecessor's identity call ended with 500, and the tool with it.
    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    public async Task An_identity_call_that_fails_ends_nothing_but_what_it_would_have_told(int status)
    {
        await Sandbox.TurnAsync(new { currentPrincipalStatus = status });

        var said = await SaysAsync(0, "77, found by the id token's claim", "who-am-i");

        Assert.Contains("✗ principal: GET v1/User/currentPrincipal answered", said, StringComparison.Ordinal);
        Assert.Contains("Rights and licences cannot be told.", said, StringComparison.Ordinal);
        Assert.Contains("Connector Service, CONN", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_document_with_nothing_beside_it()
    {
        var ended = await RunAsync("who-am-i", "--json");

        var answer = JsonElement.Parse(ended.Output);
        Assert.Equal((0, 77, "currentPrincipal"), (ended.ExitCode, answer.GetProperty("associateId").GetInt32(), answer.GetProperty("source").GetString()));
        Assert.Equal("Cust10001 · sandbox · propose\n", ended.Error);
    }

    public static TheoryData<string, int, string> Broken => new()
    {
        { """{"refreshTokenRevoked":true}""", 4, "To log in: connector login --env" },
        { """{"tenantState":"OfflineMaintenance"}""", 3, "Tenant Cust10001 is OfflineMaintenance." },
        { """{"stateCall":"UnknownTenant"}""", 3, "check SO_CONTEXT_IDENTIFIER and SO_ENVIRONMENT" },
        { """{"api":"Unavailable","retryAfterSeconds":30}""", 3, "Try again in" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_stands_in_the_way_is_said_with_what_to_do(string faults, int exitCode, string cure)
    {
        await Sandbox.TurnAsync(JsonElement.Parse(faults));

        var ended = await RunAsync("check", "contact:1");
        var raw = await RunAsync("raw", "GET", "v1/Contact/1");

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(cure, ended.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, raw.ExitCode);
        HasNoSecret(ended);
    }

    [Theory]
    [InlineData("SO_CLIENT_SECRET", "wrong", 4, "Check SO_CLIENT_ID and SO_CLIENT_SECRET.")]
    [InlineData("SO_REFRESH_TOKEN", "wrong", 4, "To log in: connector login --env")]
    [InlineData("SO_REFRESH_TOKEN", null, 2, "The refresh token is missing")]
    [InlineData("SO_CLIENT_ID", null, 2, "The client id is missing: set SO_CLIENT_ID")]
    [InlineData("SO_CONTEXT_IDENTIFIER", "Cust1000l", 2, "must look like Cust12345")]
    [InlineData("SO_CONTEXT_IDENTIFIR", "Cust10001", 2, "Did you mean SO_CONTEXT_IDENTIFIER?")]
    public async Task A_file_that_is_wrong_is_said_with_what_to_do(string name, string? value, int exitCode, string says)
    {
        Write(new() { [name] = value });

        var ended = await RunAsync("raw", "GET", "v1/Contact/1");

        Assert.Equal((exitCode, ""), (ended.ExitCode, ended.Output));
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
        HasNoSecret(ended);
    }

    [Fact]
    public async Task The_raw_answer_is_all_that_stands_on_stdout()
    {
        var ended = await RunAsync("raw", "GET", "/Cust10001/api/v1/Contact/1/Simple");
        var missing = await RunAsync("raw", "get", "v1/Contact/999999");

        Assert.Equal("Brandt Maschinenbau GmbH", JsonElement.Parse(ended.Output).GetProperty("Name").GetString());
        Assert.StartsWith("Cust10001 · sandbox · propose\n200\nContent-Type: application/json", ended.Error, StringComparison.Ordinal);
        Assert.Equal((0, 1), (ended.ExitCode, missing.ExitCode));
        Assert.Contains("SoNotFoundException", missing.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://attacker.example/v1/Contact/1")]
    [InlineData("//attacker.example/v1/Contact/1")]
    [InlineData("v1/../../../Cust10002/api/v1/Contact/1")]
    [InlineData("v1/%2e%2e/%2E%2E/Cust10002/api/v1/Contact/1")]
    [InlineData("v1/..%2f..%2fCust10002/api/v1/Contact")]
    [InlineData(@"v1\..\..\Cust10002")]
    [InlineData("/Cust10002/api/v1/Contact/1")]
    [InlineData("v1/Contact/1#x")]
    [InlineData("v1/")]
    public async Task A_path_that_leads_out_of_the_tenant_is_refused_and_nothing_is_sent(string path)
    {
        var ended = await RunAsync("raw", "GET", path);

        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.DoesNotContain("Parameter", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("POST tokens", await Sandbox.Http.GetStringAsync("/sandbox/counters", Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Nothing_but_reading_is_raw(string verb) =>
        Assert.Equal(2, (await RunAsync("raw", verb, "v1/Contact/1")).ExitCode);
}
