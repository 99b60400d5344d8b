using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.World;

/// <summary>A Company Explorer that keeps, byte for byte, what it is asked, and knows a vertical and a role.</summary>
internal sealed class ListeningExplorer : IAsyncDisposable
{
    private WebApplication _app = null!;

    /// <summary>What it says, by how often it was asked, beginning with 1; null for the usual answer.</summary>
    public Func<int, (int Status, string Body)?> Says { get; set; } = _ => null;

    /// <summary>What it says of a company, by its name; the usual answer if not given.</summary>
    public Func<string, string>? Knows { get; set; }

    /// <summary>As what it says it answers.</summary>
    public string ContentType { get; set; } = "application/json";

    /// <summary>Whether what answers is a web server that knows nothing but its own pages.</summary>
    public bool PageInstead { get; set; }

    public ConcurrentQueue<(string Key, string Body)> Asked { get; } = new();

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<ListeningExplorer> StartAsync()
    {
        var explorer = new ListeningExplorer();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        explorer._app = builder.Build();
        explorer._app.Run(explorer.AnswerAsync);
        await explorer._app.StartAsync(TestContext.Current.CancellationToken);
        return explorer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var question = await reader.ReadToEndAsync(context.RequestAborted);
        if (question.Length == 0)
        {
            // A look, which asks nothing.
            context.Response.StatusCode = PageInstead ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
            await context.Response.WriteAsync(PageInstead ? "<html>Welcome</html>" : "", context.RequestAborted);
            return;
        }

        Asked.Enqueue((context.Request.Headers["Idempotency-Key"].ToString(), question));
        context.Response.ContentType = ContentType;
        if (Says(Asked.Count) is { } other)
        {
            context.Response.StatusCode = other.Status;
            await context.Response.WriteAsync(other.Body, context.RequestAborted);
            return;
        }

        await context.Response.WriteAsync(
            Knows?.Invoke(JsonNode.Parse(question)!["crm_name"]!.GetValue<string>())
                ?? """{"status":"success","vertical_name":"Logistics","role_name":"Decision maker","cost":{"amount":0.0123,"currency":"EUR"}}""",
            context.RequestAborted);
    }
}
