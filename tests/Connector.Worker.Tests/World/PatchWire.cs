using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.World;

/// <summary>Stands on the wire between worker and CRM, where nothing of ours comes after it, and does to each PATCH what a test says.</summary>
/// <param name="send">Gets the request and a call that sends it on.</param>
/// <param name="method">To each call of another method instead.</param>
internal sealed class PatchWire(Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> send, HttpMethod? method = null)
{
    public void AddTo(IServiceCollection services) => services.AddHttpClient("superoffice.api").AddHttpMessageHandler(() => new Handler(send, method ?? HttpMethod.Patch));

    /// <summary>Replaces the request's body.</summary>
    public static async Task RewriteAsync(HttpRequestMessage request, Func<string, string> rewrite)
    {
        var body = await request.Content!.ReadAsStringAsync();
        request.Content = new StringContent(rewrite(body), Encoding.UTF8, request.Content.Headers.ContentType!);
    }

    /// <summary>An answer of one's own.</summary>
    public static HttpResponseMessage Answer(HttpRequestMessage request, HttpStatusCode status, string? body) => new(status)
    {
        RequestMessage = request,
        Content = body is null ? new ByteArrayContent([]) : new StringContent(body, Encoding.UTF8, "application/json"),
    };

    private sealed class Handler(Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> send, HttpMethod method) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Method == method ? send(request, () => base.SendAsync(request, cancellationToken)) : base.SendAsync(request, cancellationToken);
    }
}
