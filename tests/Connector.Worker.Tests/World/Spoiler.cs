using System.Net;
using Connector.Jobs.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.World;

/// <summary>Spoils the next PATCHes in one way, on the wire between worker and CRM.</summary>
internal sealed class Spoiler
{
    private int _left;

    /// <summary>How it spoils them.</summary>
    public WriteEnding How { get; set; }

    /// <summary>Spoils so many.</summary>
    public void Spoil(int times) => Volatile.Write(ref _left, times);

    public void AddTo(IServiceCollection services) => new PatchWire(SendAsync).AddTo(services);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Func<Task<HttpResponseMessage>> send)
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            return await send();
        }

        switch (How)
        {
            case WriteEnding.Conflict:
                return Answer(HttpStatusCode.PreconditionFailed);
            case WriteEnding.Refusal:
                return Answer(HttpStatusCode.BadRequest);
            case WriteEnding.NoRight:
                return Answer(HttpStatusCode.Forbidden);
            default:
                // As if the CRM kept something else than it was sent.
                await PatchWire.RewriteAsync(request, body =>
                {
                    Assert.Contains("moves goods", body, StringComparison.Ordinal);
                    return body.Replace("moves goods", "moves gods", StringComparison.Ordinal);
                });
                return await send();
        }

        HttpResponseMessage Answer(HttpStatusCode status) =>
            PatchWire.Answer(request, status, """{ "Error": true, "ErrorType": "SoException", "Message": "spoilt" }""");
    }
}
