using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Worker.Tests.Notices;

/// <summary>A post as it came in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsSigned">Whether its signature is that of the key.</param>
/// <param name="Body">What it says.</param>
internal sealed record ReceivedNotice(string Id, bool IsSigned, JsonNode Body)
{
    public string Type => (string)Body["type"]!;

    public string Kind => (string)Body["data"]!["kind"]!;
}

/// <summary>Who is told: a real HTTP server that checks signatures as standardwebhooks.com says.</summary>
internal sealed class NoticeReceiver : IAsyncDisposable
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    private readonly WebApplication _server;

    private NoticeReceiver(WebApplication server) => _server = server;

    public static string Secret { get; } = "whsec_" + Convert.ToBase64String(Key);

    public Uri Address { get; private set; } = null!;

    public int Status { get; set; } = 204;

    public ConcurrentQueue<ReceivedNotice> All { get; } = new();

    public static async Task<NoticeReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new NoticeReceiver(builder.Build());
        receiver._server.MapPost("/notices", receiver.ReceiveAsync);
        await receiver._server.StartAsync(TestContext.Current.CancellationToken);
        receiver.Address = new Uri(new Uri(receiver._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/notices");
        return receiver;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var signed = Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(body.ToArray())}");
        All.Enqueue(new(
            $"{headers["webhook-id"]}",
            headers["webhook-signature"] == $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Key, signed))}",
            JsonNode.Parse(body.ToArray())!));
        context.Response.StatusCode = Status;
    }
}
