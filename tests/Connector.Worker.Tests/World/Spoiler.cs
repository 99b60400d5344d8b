using System.Net;
using System.Text;
using Connector.Jobs.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.World;

/// <summary>Stands on the wire between worker and CRM and spoils the next PATCHes in one way.</summary>
internal sealed class Spoiler
{
    private int _left;

    /// <summary>How it spoils them.</summary>
    public WriteEnding How { get; set; }

    /// <summary>Spoils so many.</summary>
    public void Spoil(int times) => Volatile.Write(ref _left, times);

    /// <summary>Puts it where nothing of ours comes after it.</summary>
    public void AddTo(IServiceCollection services) => services.AddHttpClient("superoffice.api").AddHttpMessageHandler(() => new Wire(this));

    private sealed class Wire(Spoiler spoiler) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Patch || Interlocked.Decrement(ref spoiler._left) < 0)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            switch (spoiler.How)
            {
                case WriteEnding.Conflict:
                    return Answer(HttpStatusCode.PreconditionFailed);
                case WriteEnding.Refusal:
                    return Answer(HttpStatusCode.BadRequest);
                default:
                    // As if the CRM kept something else than it was sent.
                    var body = await request.Content!.ReadAsStringAsync(cancellationToken);
                    Assert.Contains("moves goods", body, StringComparison.Ordinal);
                    request.Content = new StringContent(
                        body.Replace("moves goods", "moves gods", StringComparison.Ordinal), Encoding.UTF8, request.Content.Headers.ContentType!);
                    return await base.SendAsync(request, cancellationToken);
            }

            HttpResponseMessage Answer(HttpStatusCode status) => new(status)
            {
                RequestMessage = request,
                Content = new StringContent("""{ "Error": true, "ErrorType": "SoException", "Message": "spoilt" }""", Encoding.UTF8, "application/json"),
            };
        }
    }
}
