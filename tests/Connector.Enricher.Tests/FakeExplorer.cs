using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Connector.Enricher.Tests;

/// <summary>A Company Explorer of which each test says what it answers; it keeps what it was asked.</summary>
internal sealed class FakeExplorer : IAsyncDisposable
{
    private WebApplication _app = null!;

    public Func<HttpContext, Task> Answer { get; set; } = Json("""{ "status": "success" }""");

    public ConcurrentQueue<Received> Requests { get; } = new();

    public Uri Address => _app.Address(0);

    public static async Task<FakeExplorer> StartAsync()
    {
        var explorer = new FakeExplorer();
        // Empty: the enricher's appsettings.json lies beside this assembly and is not meant for this one.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        explorer._app = builder.Build();
        explorer._app.Run(explorer.ReceiveAsync);
        await explorer._app.StartAsync(TestContext.Current.CancellationToken);
        return explorer;
    }

    public static Func<HttpContext, Task> Json(string body) => Status(StatusCodes.Status200OK, body);

    public static Func<HttpContext, Task> Status(int status, string body = "", params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return context.Response.WriteAsync(body, context.RequestAborted);
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Requests.Enqueue(new(context.Request.Method, context.Request.Path + context.Request.QueryString, headers, body));
        await Answer(context);
    }
}

internal sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);
