namespace Connector.Enricher.Explorer;

/// <summary>
/// The innermost handler: reads the whole answer, up to <see cref="ExplorerClient.MaxAnswerBytes"/>, so that the breaker can tell one that nobody can
/// read from one that shows that the Company Explorer works.
/// </summary>
internal sealed class AnswerBuffer : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(ExplorerClient.MaxAnswerBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
