using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Explorer;

public sealed class ExplorerTests(SharedSandbox shared) : IClassFixture<SharedSandbox>, IAsyncLifetime
{
    private const string Path = "/explorer/api/provision/superoffice-contact";
    private SandboxHost _sandbox = null!;

    public async ValueTask InitializeAsync() => _sandbox = await shared.FreshAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Journal_TellsWhatStartedAnAnalysisOnce()
    {
        await AnswerAsync(Contact(4, "Molkerei Journal"), "journal-1");
        await AnswerAsync(Contact(4, "Molkerei Journal"), "journal-1");

        var entry = Assert.Single((await _sandbox.GetAsync("/sandbox/journal")).AsArray(), entry => (string?)entry!["body"]!["crm_name"] == "Molkerei Journal")!;
        Assert.Equal(("analysis", "contact:4"), ((string?)entry["kind"], (string?)entry["entity"]));
    }

    [Fact]
    public async Task AContact_GetsVerticalSummaryAndOpeners_AndNoPersonalTexts()
    {
        var answer = await AnswerAsync(Contact(1, "Klinikum Nordheide", city: "Buchholz"));

        Assert.Equal("success", answer["status"]!.GetValue<string>());
        Assert.Equal("Klinikum Nordheide", answer["company_name"]!.GetValue<string>());
        Assert.Equal("Healthcare – Hospitals", answer["vertical_name"]!.GetValue<string>());
        Assert.Contains("Klinikum Nordheide", answer["summary"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Buchholz", answer["opener"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Healthcare – Hospitals", answer["opener_secondary"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(answer["role_name"]);
        Assert.Null(answer["texts"]);
        Assert.InRange(answer["confidence"]!.GetValue<double>(), 0.5, 1);
        Assert.Equal("EUR", answer["cost"]!["currency"]!.GetValue<string>());
        Assert.False(string.IsNullOrEmpty(answer["model"]!.GetValue<string>()));
    }

    [Fact]
    public async Task APerson_GetsRoleAndTextsByJobTitle()
    {
        var answer = await AnswerAsync(Contact(1, "Spedition Hartwig", person: 16, title: "Head of Operations"));

        Assert.Equal("Operations decision maker", answer["role_name"]!.GetValue<string>());
        Assert.Contains("Spedition Hartwig", answer["texts"]!["subject"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Head of Operations", answer["texts"]!["intro"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Logistics", answer["texts"]!["social_proof"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSameKey_IsOneAnalysis_RunningAndDone()
    {
        var question = Contact(1, "Molkerei");
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => AnswerAsync(question, "key-1")));
        var later = await AnswerAsync(question, "key-1");

        Assert.All(answers, answer => Assert.True(JsonNode.DeepEquals(answers[0], answer)));
        Assert.True(JsonNode.DeepEquals(answers[0], later));
        Assert.Equal(1, await AnalysesAsync("contact:1"));
    }

    [Fact]
    public async Task AnotherKey_IsAnotherAnalysis()
    {
        await AnswerAsync(Contact(1, "Molkerei"), "key-1");
        await AnswerAsync(Contact(1, "Molkerei"), "key-2");

        Assert.Equal(2, await AnalysesAsync("contact:1"));
    }

    [Fact]
    public async Task AKeyUsedForAnotherQuestion_Is422()
    {
        await AnswerAsync(Contact(1, "Molkerei"), "key-1");
        using var response = await AskAsync(Contact(2, "Molkerei"), "key-1");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    [Fact]
    public async Task WithoutAKey_EachQuestionThatWasAnsweredStartsAnew()
    {
        await AnswerAsync(Contact(1, "Molkerei"));
        await AnswerAsync(Contact(1, "Molkerei"));

        Assert.Equal(2, await AnalysesAsync("contact:1"));
    }

    [Fact]
    public async Task ALongAnalysis_IsProcessingFirst_AndOneAnalysisAllTheSame()
    {
        using var slow = new SandboxHost(new() { ["Sandbox:Explorer:AnswerWithin"] = "00:00:00.100", ["Sandbox:Explorer:ThinkTime"] = "00:00:00.400" });
        async Task<JsonNode> AskSlowAsync() => await SandboxHost.JsonAsync(await AskAsync(Contact(1, "Molkerei"), host: slow));
        var first = await AskSlowAsync();

        var last = await Testing.Eventually.ValueAsync(
            AskSlowAsync, answer => answer["status"]!.GetValue<string>() == "success", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("processing", first["status"]!.GetValue<string>());
        Assert.Equal(1, first["retry_after_seconds"]!.GetValue<int>());
        Assert.Null(first["vertical_name"]);
        Assert.Equal("Food & Beverage", last["vertical_name"]!.GetValue<string>());
        Assert.Equal(1, (await slow.GetAsync("/sandbox/counters"))["analysesStarted"]!.GetValue<int>());
    }

    [Fact]
    public async Task ACallerThatHangsUp_DoesNotStartTheAnalysisAgain()
    {
        await _sandbox.TurnAsync(new { thinkSeconds = 0.5 });
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var hung = AskAsync(Contact(1, "Molkerei"), "key-1", cancellationToken: hangUp.Token);
        await Testing.Eventually.TrueAsync(async () => await AnalysesAsync("contact:1") == 1, cancellationToken: TestContext.Current.CancellationToken);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hung);

        await AnswerAsync(Contact(1, "Molkerei"), "key-1");

        Assert.Equal(1, await AnalysesAsync("contact:1"));
    }

    [Fact]
    public async Task UnknownCompany_IsNotFound()
    {
        var answer = await AnswerAsync(Contact(1, "The Unknown GmbH"));

        Assert.Equal("not_found", answer["status"]!.GetValue<string>());
        Assert.Null(answer["vertical_name"]);
    }

    [Theory]
    [InlineData("sandbox", "wrong")]
    [InlineData("wrong", "sandbox-explorer-password")]
    [InlineData(null, null)]
    public async Task WrongCredentials_Are401AndStartNothing(string? user, string? password)
    {
        using var response = await AskAsync(Contact(1, "Molkerei"), user: user, password: password);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(0, await AnalysesAsync("contact:1"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"so_contact_id":1,"crm_name":""}""")]
    [InlineData("""{"so_contact_id":0,"crm_name":"A"}""")]
    [InlineData("""{"so_contact_id":"x"}""")]
    [InlineData("null")]
    [InlineData("{")]
    public async Task UnusableQuestions_Are422WithADetail(string body)
    {
        using var response = await AskAsync(body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.False(string.IsNullOrEmpty((await SandboxHost.JsonAsync(response))["detail"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("Unauthorized", 401)]
    [InlineData("Unprocessable", 422)]
    [InlineData("TooManyRequests", 429)]
    [InlineData("ServerError", 500)]
    public async Task ErrorModes_AnswerTheirStatusAndStartNothing(string mode, int status)
    {
        await _sandbox.TurnAsync(new { explorer = mode });
        using var response = await AskAsync(Contact(1, "Molkerei"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 429, response.Headers.RetryAfter is not null);
        Assert.Equal(0, await AnalysesAsync("contact:1"));
    }

    [Theory]
    [InlineData("NotFoundPage", "text/html", "<h1>404 Not Found</h1>")]
    [InlineData("NotFoundEmpty", null, "")]
    [InlineData("NotFoundDetail", "application/json", "\"detail\":\"Not Found\"")]
    [InlineData("NotFound", "application/json", "\"status\":\"not_found\"")]
    public async Task NotFoundModes_Answer404InTheirForm_AndStartNothing(string mode, string? type, string body)
    {
        await _sandbox.TurnAsync(new { explorer = mode });
        using var response = await AskAsync(Contact(1, "Molkerei"));
        // A proxy asks nobody who they are; the Explorer does.
        using var stranger = await AskAsync(Contact(1, "Molkerei"), password: "wrong");

        Assert.Equal((HttpStatusCode.NotFound, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(body, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(mode == "NotFound" ? HttpStatusCode.Unauthorized : HttpStatusCode.NotFound, stranger.StatusCode);
        Assert.Equal(0, await AnalysesAsync("contact:1"));
    }

    [Fact]
    public async Task OddAnswers_ComeWhenSwitchedOn()
    {
        await _sandbox.TurnAsync(new { explorer = "Processing" });
        var processing = await AnswerAsync(Contact(1, "Molkerei"), "key-1");
        await _sandbox.TurnAsync(new { explorer = "OtherCompany" });
        var other = await AnswerAsync(Contact(1, "Molkerei"), "key-1");
        await _sandbox.TurnAsync(new { explorer = "SameNameOtherWebsite" });
        var stranger = await AnswerAsync(Contact(1, "Molkerei"), "key-1");
        await _sandbox.TurnAsync(new { explorer = "Error" });
        var error = await AnswerAsync(Contact(1, "Molkerei"), "key-1");
        await _sandbox.TurnAsync(new { explorer = "Garbage" });
        using var garbage = await AskAsync(Contact(1, "Molkerei"), "key-1");
        var text = await garbage.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("processing", processing["status"]!.GetValue<string>());
        Assert.DoesNotContain("Molkerei", other["company_name"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("Molkerei", "www.same-name-elsewhere.example"), (stranger["company_name"]!.GetValue<string>(), stranger["website"]!.GetValue<string>()));
        Assert.Equal("error", error["status"]!.GetValue<string>());
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(text));
    }

    private static string Contact(int id, string name, string? city = null, int? person = null, string? title = null) => new JsonObject
    {
        ["so_contact_id"] = id,
        ["so_person_id"] = person,
        ["crm_name"] = name,
        ["crm_city"] = city,
        ["job_title"] = title,
        ["unknown_member"] = new JsonArray(1),
    }.ToJsonString();

    private async Task<JsonNode> AnswerAsync(string body, string? key = null)
    {
        using var response = await AskAsync(body, key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await SandboxHost.JsonAsync(response);
    }

    private async Task<HttpResponseMessage> AskAsync(
        string body, string? key = null, string? user = "sandbox", string? password = "sandbox-explorer-password", SandboxHost? host = null,
        CancellationToken? cancellationToken = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (user is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await (host ?? _sandbox).Http.SendAsync(request, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private async Task<int> AnalysesAsync(string entity) =>
        (await _sandbox.GetAsync("/sandbox/counters"))["analyses"]![entity]?.GetValue<int>() ?? 0;
}
