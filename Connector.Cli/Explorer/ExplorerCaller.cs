using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Connector.Cli.Explorer;

/// <summary>What a service answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="IsJson">Whether it calls itself JSON.</param>
/// <param name="Body">The JSON object; undefined if it is none.</param>
internal sealed record ExplorerReply(HttpStatusCode Status, bool IsJson, JsonElement Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public bool IsObject => Body.ValueKind == JsonValueKind.Object;

    public string? Word => IsObject && Body.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.GetString() : null;
}

/// <summary>Posts to a Company Explorer as the enricher does.</summary>
internal sealed class ExplorerCaller : IDisposable
{
    /// <summary>Where questions go, below the service's address.</summary>
    public const string Path = "api/provision/superoffice-contact";

    private const int MostBytes = 1024 * 1024;

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue _credentials;

    public ExplorerCaller(Uri baseUrl, AuthenticationHeaderValue credentials)
    {
        _address = new Uri(baseUrl.AbsoluteUri.TrimEnd('/') + "/" + Path);
        _credentials = credentials;
        // What redirects must not get the credentials.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
        {
            Timeout = TimeSpan.FromSeconds(60), // as Explorer:Timeout
            MaxResponseContentBufferSize = MostBytes,
        };
        _http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    /// <summary>Posts with the credentials.</summary>
    public Task<ExplorerReply> PostAsync(string body, string? key, CancellationToken cancellationToken) => PostAsync(body, key, _credentials, cancellationToken);

    /// <summary>Posts with others, or with none.</summary>
    /// <exception cref="CommandException">Nobody answers, or too much.</exception>
    public async Task<ExplorerReply> PostAsync(string body, string? key, AuthenticationHeaderValue? credentials, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = credentials;
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var isJson = response.Content.Headers.ContentType?.MediaType is "application/json";
            return new ExplorerReply(response.StatusCode, isJson, Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)));
        }
        catch (HttpRequestException failure)
        {
            throw new CommandException(ExitCode.Unreachable, $"Nothing that could be read came from {_address}: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Unreachable, $"{_address} does not answer within 60 seconds: let it answer processing meanwhile.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
