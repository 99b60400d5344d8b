using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Connector.Cli.Contexts;
using Connector.Cli.Explorer;
using Connector.Cli.Findings;

namespace Connector.Cli.Checking;

/// <summary>
/// Whether the Company Explorer answers and takes the password: by a POST without a body, which its contract answers with 422 and which costs nothing. A
/// question is asked only where somebody said so.
/// </summary>
internal sealed class ExplorerCheck : ICheck
{
    public string Name => "Company Explorer";

    public bool NeedsLogin => false;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var context = input.Context;
        var given = AddressIn(context);
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

        using var explorer = new ExplorerCaller(address, new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{context.Value("COMPANY_EXPLORER_USER")}:{context.Value("COMPANY_EXPLORER_PASSWORD")}"))));
        var finding = await AskAsync(explorer, "", Judge, cancellationToken);
        yield return finding;
        if (input.MayAsk && finding.Verdict == Verdict.Good)
        {
            yield return await AskAsync(explorer, JsonSerializer.Serialize(Question), JudgeAnswer, cancellationToken);
        }
    }

    /// <summary>Where it is; empty if the context does not say. The sandbox is its own.</summary>
    public static string AddressIn(TenantContext context) => context.Value("COMPANY_EXPLORER_URL") is { Length: > 0 } url ? url
        : context is { Name: not null, Sandbox: { } sandbox } ? new Uri(sandbox, "explorer").AbsoluteUri
        : "";

    // Nobody's data: the company that makes the CRM.
    private static object Question { get; } = new { so_contact_id = 1, crm_name = "SuperOffice AS", crm_website = "www.superoffice.com", crm_city = "Oslo", force = false };

    private static async Task<Finding> AskAsync(ExplorerCaller explorer, string question, Func<ExplorerReply, Finding> judge, CancellationToken cancellationToken)
    {
        try
        {
            return judge(await explorer.PostAsync(question, key: null, cancellationToken));
        }
        catch (CommandException failure)
        {
            return Finding.Bad(failure.Message, "Check COMPANY_EXPLORER_URL, and that this machine may call it; ask those who run it.");
        }
    }

    private static Finding Judge(ExplorerReply reply) => reply.Status switch
    {
        HttpStatusCode.UnprocessableEntity => Finding.Good("it answers, and takes user and password"),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Finding.Bad(
            $"The Company Explorer refuses user or password ({(int)reply.Status}).", "Correct COMPANY_EXPLORER_USER and COMPANY_EXPLORER_PASSWORD."),
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => Finding.Bad(
            $"What answers at COMPANY_EXPLORER_URL is not the Company Explorer ({(int)reply.Status} to {ExplorerCaller.Path}).",
            "Correct COMPANY_EXPLORER_URL: it is the address below which that path lies."),
        _ => Finding.Doubtful(
            $"The Company Explorer answered a question without a body with {(int)reply.Status}; its contract says 422.",
            "connector explorer test says which rules it breaks; --ask asks it a real question, which costs."),
    };

    private static Finding JudgeAnswer(ExplorerReply reply)
    {
        var price = AnswerRules.CostOf(reply.Body) is { } cost
            ? string.Create(CultureInfo.InvariantCulture, $"it cost {cost.Amount:0.####} {cost.Currency}")
            : "it names no price";
        return !reply.IsObject
            ? Finding.Bad(
                $"A test question was answered {(int)reply.Status} with what is no JSON.",
                "Ask those who run the Company Explorer, and look that no proxy stands before it.")
            : reply.IsSuccess && reply.Word is "success" or "processing"
                ? Finding.Good($"a test question about SuperOffice AS was answered {reply.Word}; {price}")
                : Finding.Doubtful($"A test question about SuperOffice AS was answered {(int)reply.Status}, {reply.Word ?? "no status"}; {price}.", "Ask those who run it.");
    }
}
