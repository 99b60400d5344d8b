using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connector.Cli.Tests.Explorer;

/// <summary>A Company Explorer of somebody's own, which keeps all rules but those that a test has it break.</summary>
internal sealed class StrangeExplorer : IAsyncDisposable
{
    public const string Password = "correct-horse";

    private readonly WebApplication _app;
    private readonly HashSet<string> _processed = new(StringComparer.Ordinal);

    private StrangeExplorer(string breaks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/api/provision/superoffice-contact", request => AnswerAsync(request, breaks));
    }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>How many questions it was asked.</summary>
    public int Questions { get; private set; }

    /// <param name="breaks">The rule it breaks; empty for none.</param>
    public static async Task<StrangeExplorer> StartAsync(string breaks, CancellationToken cancellationToken)
    {
        var explorer = new StrangeExplorer(breaks);
        await explorer._app.StartAsync(cancellationToken);
        return explorer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, string breaks)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("connector:" + Password));
        var isKnown = context.Request.Headers.Authorization == expected || context.Request.Headers.Authorization == "Bearer " + Password;
        var question = Parse(await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted));
        if (breaks == "page")
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html>Welcome</html>", context.RequestAborted);
        }
        else if (breaks == "redirect")
        {
            context.Response.Redirect("https://elsewhere.example/");
        }
        else if (breaks == "down")
        {
            context.Response.StatusCode = 503;
        }
        else if (question is null && breaks is "question first")
        {
            context.Response.StatusCode = 422;
        }
        else if (!isKnown && breaks != "open to all")
        {
            context.Response.StatusCode = 401;
        }
        else if (question is null)
        {
            context.Response.StatusCode = breaks == "surprised" ? 500 : 422;
        }
        else
        {
            Questions++;
            await AnswerAsync(context, question, breaks);
        }
    }

    private Task AnswerAsync(HttpContext context, JsonNode question, string breaks)
    {
        var name = (string)question["crm_name"]!;
        var answer = new JsonObject
        {
            ["status"] = "success",
            ["company_name"] = name,
            ["website"] = (string)question["crm_website"]!,
            ["vertical_name"] = "Software",
            ["summary"] = "Makes software.",
            ["texts"] = new JsonObject { ["subject"] = "A question" },
            ["confidence"] = 0.9,
            ["cost"] = new JsonObject { ["amount"] = 0.02, ["currency"] = "EUR" },
        };
        if (breaks != "guesses" && name.StartsWith("Nirgendwo ", StringComparison.Ordinal))
        {
            answer = new JsonObject { ["status"] = "not_found" };
            context.Response.StatusCode = 404;
        }

        if (breaks is "slow" or "never ready" && (_processed.Add(context.Request.Headers["Idempotency-Key"].ToString()) || breaks == "never ready"))
        {
            answer = new JsonObject { ["status"] = "processing", ["retry_after_seconds"] = breaks == "slow" ? 0.2 : 3600 };
        }

        Break(answer, breaks);
        return context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
    }

    private void Break(JsonObject answer, string breaks)
    {
        switch (breaks)
        {
            case "other status": answer["status"] = "done"; break;
            case "other company": answer["company_name"] = "Zebra Ltd."; break;
            case "no company": answer.Remove("company_name"); break;
            case "company is a number": answer["company_name"] = 7; break;
            case "summary is a list": answer["summary"] = new JsonArray("Makes", "software"); break;
            case "long": answer["vertical_name"] = new string('x', 1200); break;
            case "sure beyond measure": answer["confidence"] = 90; break;
            case "cost without currency": answer["cost"] = new JsonObject { ["amount"] = 0.02 }; break;
            case "no cost": answer.Remove("cost"); break;
            case "another answer each time": answer["summary"] = $"Makes software, {Questions}."; break;
            case "nothing for persons": answer.Remove("texts"); break;
        }
    }

    private static JsonNode? Parse(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
