extern alias cli;

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using cli::Connector.Cli.Companies;
using cli::Connector.Cli.Contexts;

namespace Connector.Cli.Tests.Tenants;

/// <summary>Test companies are made with two marks, and nothing without both is ever deleted.</summary>
public sealed class CompanyTests : TenantTest
{
    private const string Mark = "Made by 'connector company create', and may be deleted by 'connector company delete'.";

    [Fact]
    public async Task A_test_company_is_made_with_a_person_and_both_are_deleted_again()
    {
        var made = await SaysAsync(0, "Made: SuperOffice AS, contact:", "company", "create");
        Assert.Contains("department Connector test", Unfolded(made), StringComparison.Ordinal);
        var listed = JsonElement.Parse((await RunAsync("company", "delete", "--json")).Output).GetProperty("found").EnumerateArray().Single();
        var (contact, person) = (listed.GetProperty("contactId").GetInt32(), listed.GetProperty("personIds")[0].GetInt32());
        Assert.Equal(("Connector test", Mark, "www.superoffice.com"), (await TextAsync("Contact", contact, "Department"), await TextAsync("Contact", contact, "Description"), (await ReadAsync("Contact", contact)).GetProperty("Urls")[0].GetProperty("Value").GetString()));
        Assert.Equal(("Connector test", Mark, "Head of Sales"), (await TextAsync("Person", person, "Lastname"), await TextAsync("Person", person, "Description"), await TextAsync("Person", person, "Title")));

        var refused = await SaysAsync(1, "Nothing was deleted.", "company", "delete");
        Assert.Contains($"{contact}", refused, StringComparison.Ordinal);
        await SaysAsync(0, "1 of 1 deleted.", "company", "delete", $"{contact}", "--yes");

        Assert.Equal(1, (await ReadAsync("Contact", contact)).GetProperty("Deleted").GetInt32());
        Assert.Equal(1, (await RunAsync("raw", "GET", $"v1/Person/{person}")).ExitCode);
        await SaysAsync(0, "There is no test company.", "company", "delete", "--yes");
    }

    [Fact]
    public async Task A_name_that_there_is_is_refused_whoever_made_it()
    {
        await RunAsync("company", "create", "--name", "Klinikum Nordheide", "--website", "www.nordheide.example");
        var first = await ReadAsync("Contact", 1);

        Assert.Equal((1, true), await RefusesAsync("There is a company Klinikum Nordheide already, contact", "company", "create", "--name", "Klinikum Nordheide"));
        Assert.Equal((1, true), await RefusesAsync("already, contact 1:", "company", "create", "--name", first.GetProperty("Name").GetString()!));
    }

    [Theory]
    [InlineData("another department", "Sales", Mark)]
    [InlineData("no sentence", "Connector test", "A customer since 1998.")]
    [InlineData("nothing", "", "")]
    public async Task What_bears_one_mark_or_none_is_not_listed_and_not_deleted(string what, string department, string description)
    {
        Assert.NotEmpty(what);
        await MarkAsync(department, description);

        await SaysAsync(0, "There is no test company.", "company", "delete", "--yes");
        Assert.Equal((1, true), await RefusesAsync("contact 1: no test company", "company", "delete", "1", "--yes"));
        Assert.Equal(0, (await ReadAsync("Contact", 1)).GetProperty("Deleted").GetInt32());
    }

    [Fact]
    public async Task A_test_company_with_somebody_elses_person_is_left_alone()
    {
        await MarkAsync("Connector test", Mark);

        var said = await SaysAsync(1, "0 of 1 deleted.", "company", "delete", "1", "--yes");

        Assert.Contains("was not made by the connector: move or delete it in SuperOffice first.", Unfolded(said), StringComparison.Ordinal);
        Assert.Equal(0, (await ReadAsync("Contact", 1)).GetProperty("Deleted").GetInt32());
    }

    [Fact]
    public async Task A_person_that_cannot_be_made_leaves_a_company_that_is_named()
    {
        await Sandbox.TurnAsync(new { apiFaults = new[] { new { kind = "Forbidden", method = "POST", resource = "Person" } } });

        var ended = await RunAsync("company", "create");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("SuperOffice AS was made, contact ", ended.Error, StringComparison.Ordinal);
        Assert.Contains("connector company delete ", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("online", false, true)]
    [InlineData("online3", false, true)]
    [InlineData("sod2", false, false)]
    [InlineData("qaonline", false, false)]
    [InlineData("online", true, false)]
    public void Only_in_production_it_has_to_be_confirmed(string environment, bool sandbox, bool isProduction) => Assert.Equal(
        isProduction,
        CreateCompany.IsProduction(new TenantContext("", "", new Dictionary<string, string> { ["SO_ENVIRONMENT"] = environment }, sandbox ? new Uri("http://localhost:1") : null)));

    [Fact]
    public async Task A_name_that_cannot_be_one_is_a_wrong_command_line() =>
        Assert.Equal((2, true), await RefusesAsync("--name takes 1 to 100 printable characters, without a backslash.", "company", "create", "--name", "a\\b"));

    private async Task<(int ExitCode, bool Says)> RefusesAsync(string says, params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        TestContext.Current.TestOutputHelper?.WriteLine(ended.Error);
        HasNoSecret(ended);
        return (ended.ExitCode, ended.Error.Contains(says, StringComparison.Ordinal));
    }

    // As somebody does who has the application's login.
    private async Task MarkAsync(string department, string description)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = "sandbox-client",
            ["client_secret"] = "sandbox-client-secret",
            ["refresh_token"] = "sandbox-refresh-token",
        };
        using var login = await Sandbox.Http.PostAsync("/login/common/oauth/tokens", new FormUrlEncodedContent(form), Cancel);
        var token = (await login.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("access_token").GetString();
        object[] patch = [new { op = "replace", path = "/Department", value = department }, new { op = "replace", path = "/Description", value = description }];
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/Cust10001/api/v1/Contact/1")
        {
            Content = JsonContent.Create(patch, new MediaTypeHeaderValue("application/json-patch+json")),
            Headers = { Authorization = new("Bearer", token) },
        };
        using var changed = await Sandbox.Http.SendAsync(request, Cancel);
        changed.EnsureSuccessStatusCode();
    }

    private async Task<string?> TextAsync(string resource, int id, string member) => (await ReadAsync(resource, id)).GetProperty(member).GetString();

    private async Task<JsonElement> ReadAsync(string resource, int id) => JsonElement.Parse((await RunAsync("raw", "GET", $"v1/{resource}/{id}")).Output);

    private static string Unfolded(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
