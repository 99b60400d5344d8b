namespace Connector.LocalHosting.Running;

/// <summary>A resource is healthy while this GET answers with this status.</summary>
internal sealed record HttpHealthCheck(string EndpointName, string Path, int StatusCode)
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Asks by HTTP/1.1, as Aspire does: an endpoint for h2c alone cannot answer. Null if healthy, else what is wrong.</summary>
    public async Task<string?> ProbeAsync(string baseUrl, CancellationToken ct)
    {
        var url = new Uri(new Uri(baseUrl), Path);
        try
        {
            using var response = await Client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, ct);
            return (int)response.StatusCode == StatusCode ? null : $"GET {url} answers {(int)response.StatusCode}, not {StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return $"GET {url} fails: {e.Message}";
        }
    }
}
