#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// A Company Explorer of one's own, as docs/company-explorer.md describes it: it knows nothing and charges nothing, but answers by the rules.
//   EXPLORER_PASSWORD=correct-horse dotnet run docs/company-explorer-example.cs --urls http://localhost:9000
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var app = WebApplication.Create(args);
var password = app.Configuration["EXPLORER_PASSWORD"] ?? throw new InvalidOperationException("Set EXPLORER_PASSWORD.");
var expected = Encoding.UTF8.GetBytes("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("connector:" + password)));
var answers = new ConcurrentDictionary<string, object>(StringComparer.Ordinal);

app.MapPost("/api/provision/superoffice-contact", async (HttpRequest request) =>
{
    if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), expected))
    {
        return Results.Json(new { detail = "Not authenticated" }, statusCode: 401);
    }

    Question? question;
    try
    {
        question = await request.ReadFromJsonAsync<Question>(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
    }
    catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
    {
        question = null;
    }

    if (question is not { SoContactId: > 0, CrmName.Length: > 0 })
    {
        return Results.Json(new { detail = "There is no question in the body" }, statusCode: 422);
    }

    // A store that forgets would do better; it is enough for an example.
    var key = request.Headers["Idempotency-Key"].ToString();
    return Results.Json(key.Length == 0 ? Answer(question) : answers.GetOrAdd(key, _ => Answer(question)));
});
await app.RunAsync();

static object Answer(Question question) => new
{
    status = "success",
    company_name = question.CrmName,
    website = question.CrmWebsite,
    summary = $"{question.CrmName} is a company{(string.IsNullOrEmpty(question.CrmCity) ? "" : $" in {question.CrmCity}")}.",
    opener = $"I have read about {question.CrmName} and would like to know more.",
    texts = question.SoPersonId is null ? null : new { subject = $"A question to {question.CrmName}", intro = $"As {question.JobTitle} you will know." },
    confidence = 0.5,
    cost = new { amount = 0m, currency = "EUR" },
    model = "example-1",
};

internal sealed record Question(int SoContactId, int? SoPersonId, string? CrmName, string? CrmWebsite, string? CrmCity, string? JobTitle);
