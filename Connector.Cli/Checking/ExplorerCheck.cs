using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Connector.Cli.Checking;

/// <summary>
/// Whether the Company Explorer answers and takes the password: by a POST without a body, which its contract answers with 422 and which costs nothing. A
/// question is asked only where somebody said so.
/// </summary>
internal sealed class ExplorerCheck : ICheck
{
    private const string Path = "api/provision/superoffice-contact";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Name => "Company Explorer";

    public bool NeedsLogin => false;

    public async IAsyncEnumerable<Finding> LookAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var context = patient.Context;
        var given = context.Value("COMPANY_EXPLORER_URL") is { Length: > 0 } url ? url
            : context is { Name: not null, Sandbox: { } sandbox } ? new Uri(sandbox, "explorer").AbsoluteUri
            : "";
        if (given.Length == 0)
        {
            yield return Finding.Skipped("not looked at: COMPANY_EXPLORER_URL is not set");
            yield break;
        }

        if (!Uri.TryCreate(given.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            yield return Finding.Bad(
                "COMPANY_EXPLORER_URL is no https address.", "Plain http is accepted on this machine only: credentials and company data go there.");
            yield break;
        }

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = address,
            Timeout = Patience,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{context.Value("COMPANY_EXPLORER_USER")}:{context.Value("COMPANY_EXPLORER_PASSWORD")}")));
        var finding = await SendAsync(address, () => http.PostAsync(Path, null, cancellationToken), Judge, cancellationToken);
        yield return finding;
        if (patient.MayAsk && finding.Verdict == Verdict.Good)
        {
            yield return await SendAsync(address, () => http.PostAsJsonAsync(Path, Question, cancellationToken), JudgeAnswerAsync, cancellationToken);
        }
    }

    // Nobody's data: the company that makes the CRM.
    private static object Question { get; } = new { so_contact_id = 1, crm_name = "SuperOffice AS", crm_website = "www.superoffice.com", crm_city = "Oslo", force = false };

    private static async Task<Finding> SendAsync(
        Uri address, Func<Task<HttpResponseMessage>> send, Func<HttpResponseMessage, CancellationToken, Task<Finding>> judge, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await send();
            return await judge(response, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            return Finding.Bad(
                $"The Company Explorer at {address} gives no answer ({failure.HttpRequestError}).",
                "Check COMPANY_EXPLORER_URL, and that this machine may call it.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Bad($"The Company Explorer at {address} gave no answer within {Patience.TotalSeconds:0} s.", "Ask those who run it.");
        }
    }

    private static Task<Finding> Judge(HttpResponseMessage response, CancellationToken cancellationToken) => Task.FromResult(response.StatusCode switch
    {
        HttpStatusCode.UnprocessableEntity => Finding.Good("it answers, and takes user and password"),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Finding.Bad(
            $"The Company Explorer refuses user or password ({(int)response.StatusCode}).", "Correct COMPANY_EXPLORER_USER and COMPANY_EXPLORER_PASSWORD."),
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => Finding.Bad(
            $"What answers at COMPANY_EXPLORER_URL is not the Company Explorer ({(int)response.StatusCode} to {Path}).", "Correct COMPANY_EXPLORER_URL: it is the address below which that path lies."),
        _ => Finding.Doubtful(
            $"The Company Explorer answered a question without a body with {(int)response.StatusCode}; its contract says 422.",
            "--ask asks it a real question, which costs."),
    });

    private static async Task<Finding> JudgeAnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            var status = answer.TryGetProperty("status", out var word) && word.ValueKind == JsonValueKind.String ? word.GetString()! : "no status";
            var price = answer.TryGetProperty("cost", out var cost) && cost.ValueKind == JsonValueKind.Object
                && cost.TryGetProperty("amount", out var amount) && amount.ValueKind == JsonValueKind.Number
                ? $"it cost {amount.GetDecimal().ToString("0.####", CultureInfo.InvariantCulture)} {(cost.TryGetProperty("currency", out var currency) ? currency.GetString() : "")}".TrimEnd()
                : "it names no price";
            return response.IsSuccessStatusCode && status is "success" or "processing"
                ? Finding.Good($"a test question about SuperOffice AS was answered {status}; {price}")
                : Finding.Doubtful(
                    $"A test question about SuperOffice AS was answered {(int)response.StatusCode}, {status}; {price}.", "Ask those who run it.");
        }
        catch (JsonException)
        {
            return Finding.Bad(
                $"A test question was answered {(int)response.StatusCode} with what is no JSON.",
                "Ask those who run the Company Explorer, and look that no proxy stands before it.");
        }
    }
}
