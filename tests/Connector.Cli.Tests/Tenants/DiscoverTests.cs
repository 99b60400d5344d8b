using System.Text.Json;

namespace Connector.Cli.Tests.Tenants;

/// <summary>What a tenant has, in the three forms.</summary>
public sealed class DiscoverTests : TenantTest
{
    [Fact]
    public async Task Fields_lists_keys_owners_values_and_a_mapping_are_shown()
    {
        var said = await SaysAsync(0, "Fields of Contact", "discover");

        foreach (var shown in (string[])
            [
                "SuperOffice:84   Summary", "POST v1/Agents/MDO/GetList", "GET v1/List/108/Items", "Logistics (16)", "and 6 more: --all", "EMARKETING", "WITHDRAWN", "Prospect", "ANNA",
                "Brandt Maschinenbau GmbH", "no field is filled", "Tenant__Contact__Vertical__ProgId=SuperOffice:83\n", "Tenant__Contact__OpenerSecondary__ProgId=SuperOffice:86\n",
                "Tenant__Contact__Opener__ProgId=SuperOffice:85\n", "Tenant__Person__Stamp__ProgId=SuperOffice:25\n",
            ])
        {
            Assert.Contains(shown, said, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Automotive", said, StringComparison.Ordinal);
        Assert.Contains("Automotive", await SaysAsync(0, "Fields of Contact", "discover", "--all"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_same_and_markdown_is_tables()
    {
        var json = JsonElement.Parse((await RunAsync("discover", "--json")).Output);
        var markdown = await RunAsync("discover", "--markdown");

        Assert.Equal("List", json.GetProperty("fields")[0].GetProperty("type").GetString());
        Assert.Equal(12, json.GetProperty("mapping").GetArrayLength());
        Assert.Equal("Cust10001 · sandbox · propose\n", markdown.Error);
        Assert.StartsWith("# Cust10001\n\n## Fields of Contact\n\n| ProgId | label | type | length | list |  |\n| --- | --- | --- | ---: | --- | --- |\n", markdown.Output, StringComparison.Ordinal);
    }

    // The predecessor's open 404: its list was asked for under a guessed name, on one route.
    [Fact]
    public async Task A_list_that_no_route_leads_to_is_said_with_each_route_and_ends_nothing()
    {
        await Sandbox.TurnAsync(new { missingListId = 108 });

        var said = await SaysAsync(0, "No route leads to its items", "discover");

        Assert.Contains("404", said, StringComparison.Ordinal);
        Assert.Contains("Owners", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_fails_is_said_and_the_rest_is_shown()
    {
        await Sandbox.TurnAsync(new { apiFaults = new[] { new { kind = "Forbidden", resource = "List" } } });

        var ended = await RunAsync("discover");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("✗ consent purposes: GET v1/List/ConsentPurpose/Items answered 403", ended.Error, StringComparison.Ordinal);
        Assert.Contains("Tenant__Contact__Summary__ProgId=SuperOffice:84", ended.Output, StringComparison.Ordinal);
    }
}
