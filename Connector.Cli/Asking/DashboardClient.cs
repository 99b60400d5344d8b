using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Connector.Cli.Asking;

/// <summary>Asks the dashboard. Every way in which that can fail becomes a sentence and an exit code.</summary>
/// <param name="parsed">The command line, which says where it is.</param>
/// <param name="key">The operator's key where the command line has none.</param>
internal sealed class DashboardClient(ParseResult parsed, string key = "") : IDisposable
{
    // A dashboard does not redirect; whatever does must not get the key.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
    {
        BaseAddress = DashboardAddress.UrlOf(parsed),
        Timeout = TimeSpan.FromSeconds(90), // a deep audit may take a minute
    };

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    /// <summary>How the dashboard itself is, part by part, be it well or not.</summary>
    public Task<JsonElement> GetHealthAsync(CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, "health"), cancellationToken, mayBeUnwell: true);

    /// <summary>Asks for a change, with the operator's key.</summary>
    public Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DashboardAddress.KeyOf(parsed, key));
        return SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, bool mayBeUnwell = false)
    {
        using (request)
        {
            try
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                var text = await response.Content.ReadAsStringAsync(cancellationToken);
                return !response.IsSuccessStatusCode && !(mayBeUnwell && response.StatusCode == HttpStatusCode.ServiceUnavailable) ? throw Refusal(response.StatusCode, text)
                    : text.Length == 0 ? default
                    : JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                throw new CommandException(ExitCode.Unreachable, $"What answers at {_http.BaseAddress} is no dashboard of the connector.");
            }
            catch (HttpRequestException failure)
            {
                throw new CommandException(ExitCode.Unreachable, $"The dashboard at {_http.BaseAddress} cannot be reached: {failure.Message}");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CommandException(ExitCode.Unreachable, $"The dashboard at {_http.BaseAddress} does not answer.");
            }
        }
    }

    private CommandException Refusal(HttpStatusCode status, string text) => status switch
    {
        HttpStatusCode.Unauthorized => new(ExitCode.Bad, $"The dashboard has another operator's key: correct {DashboardAddress.KeyVariable}, or the file of --key-file."),
        // Its own words are for those who set it up.
        HttpStatusCode.Forbidden => new(ExitCode.Bad, $"The dashboard at {_http.BaseAddress} lets nobody change anything, since it was started without an operator's key: ask those who run it to give it one."),
        HttpStatusCode.ServiceUnavailable => new(ExitCode.Unreachable, "The dashboard answers, but its Redis does not. Try again once Redis does."),
        _ when DetailOf(text) is { Length: > 0 } detail => new(ExitCode.Bad, detail),
        HttpStatusCode.TooManyRequests => new(ExitCode.Bad, "Too many wrong keys: wait a minute."),
        HttpStatusCode.NotFound => new(ExitCode.Unreachable, $"What answers at {_http.BaseAddress} knows no such request: is it the dashboard, and as new as this command?"),
        _ => new(ExitCode.Bad, $"The dashboard answered {(int)status}."),
    };

    private static string? DetailOf(string problem)
    {
        try
        {
            return JsonElement.Parse(problem) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
