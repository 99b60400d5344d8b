namespace Connector.Testing.OpenApi;

/// <summary>Records what a client sends and gets. The bodies are buffered, so the client reads them as before.</summary>
public sealed class OpenApiRecorder(ApiLog log) : DelegatingHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await TextAsync(request.Content, cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        var answer = await TextAsync(response.Content, cancellationToken);
        log.Add(new(request.Method.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query, body, (int)response.StatusCode, answer));
        return response;
    }

    private static async Task<string> TextAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return "";
        }

        await content.LoadIntoBufferAsync(cancellationToken);
        return await content.ReadAsStringAsync(cancellationToken);
    }
}
