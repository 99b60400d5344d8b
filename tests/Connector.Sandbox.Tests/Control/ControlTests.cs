using System.Net;
using System.Text;

namespace Connector.Sandbox.Tests.Control;

public sealed class ControlTests(SharedSandbox shared) : IClassFixture<SharedSandbox>, IAsyncLifetime
{
    private SandboxHost _sandbox = null!;

    public async ValueTask InitializeAsync() => _sandbox = await shared.FreshAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ACompanyWithoutPersons_GetsOne()
    {
        using var response = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/contacts", new { name = "Neu GmbH", website = "www.neu.example", city = "Kiel" });
        var created = await SandboxHost.JsonAsync(response);
        var contact = await _sandbox.GetAsync($"/sandbox/contacts/{created["contactId"]}");
        var person = await _sandbox.GetAsync($"/sandbox/persons/{created["personIds"]![0]}");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal($"/sandbox/contacts/{created["contactId"]}", response.Headers.Location!.OriginalString);
        Assert.Equal("ANNA", contact["owner"]!.GetValue<string>());
        Assert.Equal("Kiel", contact["city"]!.GetValue<string>());
        Assert.Equal("Head of Operations", person["title"]!.GetValue<string>());
        Assert.Equal(11, person["updatedByAssociateId"]!.GetValue<int>());
    }

    [Fact]
    public async Task GivenPersonsAndOwner_AreTaken()
    {
        var created = await SandboxHost.JsonAsync(await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/contacts", new
        {
            name = "Neu GmbH",
            ownerAssociateId = 13,
            persons = new[] { new { firstName = "A", lastName = "Eins", title = "CFO" }, new { firstName = "B", lastName = "Zwei", title = "CTO" } },
        }));
        var none = await SandboxHost.JsonAsync(await _sandbox.SendAsync(
            HttpMethod.Post, "/sandbox/contacts", new { name = "Leer GmbH", persons = Array.Empty<object>() }));

        Assert.Equal(2, created["personIds"]!.AsArray().Count);
        Assert.Empty(none["personIds"]!.AsArray());
        Assert.Equal("CARLA", (await _sandbox.GetAsync($"/sandbox/contacts/{created["contactId"]}"))["owner"]!.GetValue<string>());
    }

    [Fact]
    public async Task APerson_CanBeAddedToACompany()
    {
        using var response = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/contacts/2/persons", new { firstName = "Neu", lastName = "Hier", title = "CFO" });
        using var nowhere = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/contacts/4999/persons", new { lastName = "Hier" });
        var person = await SandboxHost.JsonAsync(response);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("Neu Hier", person["fullName"]!.GetValue<string>());
        Assert.Contains(person["personId"]!.GetValue<int>(), (await _sandbox.GetAsync("/sandbox/contacts/2"))["personIds"]!.AsArray().Select(id => id!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.NotFound, nowhere.StatusCode);
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{}""")]
    [InlineData("""{"name":"A","ownerAssociateId":5}""")]
    [InlineData("""{"name":"A","persons":[{"lastName":""}]}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("""{"name":"A","as":"Nobody"}""")]
    [InlineData("""{"name":""")]
    public async Task InvalidRequests_AnswerProblemDetails(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _sandbox.Http.PostAsync("/sandbox/contacts", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task AnEdit_IsSavedInTheNameOfTheEditor()
    {
        await _sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/1", new
        {
            ownerAssociateId = 13,
            fields = new Dictionary<string, string> { ["SuperOffice:83"] = "logistics", ["SuperOffice:84"] = "Von Hand" },
            associateId = 12,
        });
        var byHuman = await _sandbox.GetAsync("/sandbox/contacts/1");
        await _sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/1", new { name = "Anders", @as = "connector" });
        var byConnector = await _sandbox.GetAsync("/sandbox/contacts/1");

        Assert.Equal("CARLA", byHuman["owner"]!.GetValue<string>());
        Assert.Equal(12, byHuman["updatedByAssociateId"]!.GetValue<int>());
        Assert.Equal("16", byHuman["fields"]!["SuperOffice:83"]!["value"]!.GetValue<string>());
        Assert.Equal("Logistics", byHuman["fields"]!["SuperOffice:83"]!["text"]!.GetValue<string>());
        Assert.Equal("Vertical", byHuman["fields"]!["SuperOffice:83"]!["label"]!.GetValue<string>());
        Assert.Equal("Von Hand", byHuman["fields"]!["SuperOffice:84"]!["text"]!.GetValue<string>());
        Assert.Equal(77, byConnector["updatedByAssociateId"]!.GetValue<int>());
    }

    [Fact]
    public async Task APerson_CanBeEditedAndMoved()
    {
        using var moved = await _sandbox.SendAsync(HttpMethod.Patch, "/sandbox/persons/1", new { title = "CFO", contactId = 2, phone = "+49 1" });
        using var nowhere = await _sandbox.SendAsync(HttpMethod.Patch, "/sandbox/persons/1", new { contactId = 4999 });
        var person = await SandboxHost.JsonAsync(moved);

        Assert.Equal(2, person["contactId"]!.GetValue<int>());
        Assert.Equal("CFO", person["title"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.StatusCode);
        Assert.Contains(1, (await _sandbox.GetAsync("/sandbox/contacts/2"))["personIds"]!.AsArray().Select(id => id!.GetValue<int>()));
    }

    [Theory]
    [InlineData("""{"fields":{"SuperOffice:999":"x"}}""")]
    [InlineData("""{"fields":{"SuperOffice:83":"No such vertical"}}""")]
    public async Task UnfitFields_AnswerProblemDetails(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _sandbox.Http.PatchAsync("/sandbox/contacts/1", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Unknown_Is404()
    {
        using var contact = await _sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/4999", new { name = "A" });
        using var person = await _sandbox.SendAsync(HttpMethod.Delete, "/sandbox/persons/4999");

        Assert.Equal(HttpStatusCode.NotFound, contact.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, person.StatusCode);
    }

    [Fact]
    public async Task Counters_CountCallsByKind()
    {
        using var client = await _sandbox.LoginAsync();
        await client.GetAsync(SandboxHost.Api + "/Contact/1", TestContext.Current.CancellationToken);
        using var patch = new StringContent("""{"Department":"Ost"}""", Encoding.UTF8, "application/json");
        await client.PatchAsync(SandboxHost.Api + "/Contact/1", patch, TestContext.Current.CancellationToken);

        var counters = await _sandbox.GetAsync("/sandbox/counters");

        Assert.Equal(1, counters["apiCalls"]!["GET Contact"]!.GetValue<int>());
        Assert.Equal(1, counters["apiCalls"]!["PATCH Contact"]!.GetValue<int>());
        Assert.Equal(1, counters["apiCalls"]!["POST tokens"]!.GetValue<int>());
        Assert.Equal(1, counters["patches"]!["contact:1"]!.GetValue<int>());
        Assert.Equal(1, counters["events"]!["contact.changed"]!.GetValue<int>());
    }

    [Fact]
    public async Task Journal_TellsWhatWasPatchedUntilReset()
    {
        using var client = await _sandbox.LoginAsync();
        using var patch = new StringContent("""{"Department":"Ost"}""", Encoding.UTF8, "application/json");
        await client.PatchAsync(SandboxHost.Api + "/Contact/1", patch, TestContext.Current.CancellationToken);
        using var unfit = new StringContent("""{"NoSuchMember":"Ost"}""", Encoding.UTF8, "application/json");
        await client.PatchAsync(SandboxHost.Api + "/Contact/1", unfit, TestContext.Current.CancellationToken);

        var entry = Assert.Single((await _sandbox.GetAsync("/sandbox/journal")).AsArray())!;
        using var reset = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/reset");

        Assert.Equal(("patch", "contact:1", "Ost"), ((string?)entry["kind"], (string?)entry["entity"], (string?)entry["body"]!["Department"]));
        Assert.Empty((await _sandbox.GetAsync("/sandbox/journal")).AsArray());
    }

    [Fact]
    public async Task Reset_BringsBackTheSeedsAndCountsOnWithNewIds()
    {
        var (last, _) = await _sandbox.CreateAsync("Eins");
        await _sandbox.SendAsync(HttpMethod.Patch, "/sandbox/contacts/1", new { name = "Anders" });
        await _sandbox.TurnAsync(new { explorer = "Garbage" });

        using var reset = await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/reset");
        var counters = await _sandbox.GetAsync("/sandbox/counters");
        var (next, _) = await _sandbox.CreateAsync("Zwei");

        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        Assert.Equal("Brandt Maschinenbau GmbH", (await _sandbox.GetAsync("/sandbox/contacts/1"))["name"]!.GetValue<string>());
        Assert.Empty(counters["events"]!.AsObject());
        Assert.Equal("Normal", (await _sandbox.GetAsync("/sandbox/faults"))["explorer"]!.GetValue<string>());
        Assert.True(next > last);
        Assert.Equal(38, (await _sandbox.GetAsync("/sandbox/contacts")).AsArray().Count);
    }

    [Fact]
    public async Task EndingAllTokens_SendsTheClientToLoginAgain()
    {
        using var client = await _sandbox.LoginAsync();
        await _sandbox.SendAsync(HttpMethod.Post, "/sandbox/tokens/expire");

        using var response = await client.GetAsync(SandboxHost.Api + "/Contact/1", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task OpenApi_DescribesTheControlApiAlone()
    {
        var paths = (await _sandbox.GetAsync("/sandbox/openapi.json"))["paths"]!.AsObject().Select(path => path.Key).ToList();

        Assert.Contains("/sandbox/contacts", paths);
        Assert.Contains("/sandbox/faults", paths);
        Assert.All(paths, path => Assert.StartsWith("/sandbox/", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheRoot_IsAPageWithLinks_AndHealthAnswers()
    {
        var page = await _sandbox.Http.GetStringAsync("/", TestContext.Current.CancellationToken);

        Assert.Contains("href=\"/sandbox/openapi.json\"", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _sandbox.Http.GetAsync("/health", TestContext.Current.CancellationToken)).StatusCode);
    }
}
