using System.Diagnostics;
using System.Text.Json;
using Connector.Cli.Findings;

namespace Connector.Cli.Explorer;

/// <summary>The company that is asked about.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Website">Its website; may be empty.</param>
/// <param name="City">Its city; may be empty.</param>
internal sealed record AskedCompany(string Name, string Website, string City);

/// <summary>The rules that can only be looked at by asking, at the service's price.</summary>
internal sealed class QuestionRules(ExplorerCaller explorer, AskedCompany company, TimeSpan patience, TimeProvider time)
{
    /// <summary>How many different questions are asked.</summary>
    public const int Questions = 4;

    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly string[] Status = ["status"];
    private static readonly string[] Compared = ["company_name", "vertical_name", "summary", "opener"];

    private readonly List<(decimal Amount, string Currency)> _costs = [];

    /// <summary>What the answers say they cost, by currency.</summary>
    public IEnumerable<(decimal Amount, string Currency)> Costs =>
        _costs.GroupBy(cost => cost.Currency, (currency, costs) => (costs.Sum(cost => cost.Amount), currency));

    public async Task<IReadOnlyList<Checked>> CheckAsync(CancellationToken cancellationToken)
    {
        var key = NewKey();
        var asked = Question(company);
        var first = await AskAsync(asked, key, cancellationToken);
        List<Checked> findings = [.. Judged("company", first)];
        if (first.Word != "success")
        {
            return findings;
        }

        findings.Add(OfName(first.Body));
        findings.Add(OfRepetition(first.Body, await explorer.PostAsync(asked, key, cancellationToken)));
        var person = await AskAsync(Question(company, person: 981, title: "Head of Purchasing"), NewKey(), cancellationToken);
        findings.AddRange(Judged("person", person));
        findings.AddRange(OfPerson(person));
        var odd = await AskAsync(Question(new AskedCompany("Größe & Söhne \"株式会社\" 😀", "", "")), NewKey(), cancellationToken);
        findings.AddRange(Judged("any characters", odd));
        var nobody = await AskAsync(Question(new AskedCompany($"Nirgendwo {Guid.NewGuid():N} GmbH", "", "")), NewKey(), cancellationToken);
        findings.AddRange(nobody.Word is "not_found" or "error" ? Judged("unknown company", nobody) : [OfNobody(nobody)]);
        return findings;
    }

    private static string NewKey() => "conformance-" + Guid.NewGuid().ToString("N");

    // With a member that the service cannot know, as a later version might send one.
    private static string Question(AskedCompany company, int? person = null, string? title = null) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["so_contact_id"] = 4711,
        ["so_person_id"] = person,
        ["crm_name"] = company.Name,
        ["crm_website"] = company.Website,
        ["crm_city"] = company.City,
        ["job_title"] = title,
        ["force"] = false,
        ["x_conformance_test"] = true,
    });

    private IEnumerable<Checked> Judged(string rule, ExplorerReply reply)
    {
        if (AnswerRules.CostOf(reply.Body) is { } cost)
        {
            _costs.Add(cost);
        }

        return reply.Word == "processing"
            ? [Checked.Doubtful(rule, $"still processing after {patience.TotalSeconds:0} s: give it longer by --wait")]
            : AnswerRules.Check(rule, reply);
    }

    // As the worker does it: the same question by the same key, when the service has said.
    private async Task<ExplorerReply> AskAsync(string question, string key, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.StartNew();
        while (true)
        {
            var reply = await explorer.PostAsync(question, key, cancellationToken);
            var wait = Wait(reply);
            if (reply.Word != "processing" || asked.Elapsed + wait > patience)
            {
                return reply;
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private static TimeSpan Wait(ExplorerReply reply) =>
        reply.IsObject && reply.Body.TryGetProperty("retry_after_seconds", out var seconds) && seconds.ValueKind == JsonValueKind.Number
            ? TimeSpan.FromSeconds(Math.Clamp(seconds.GetDouble(), ShortestWait.TotalSeconds, 86_400))
            : ShortestWait;

    private Checked OfName(JsonElement answer) => AnswerRules.TextOf(answer, "company_name") switch
    {
        null => Checked.Doubtful("which company", "company_name is missing: an answer about another company would not be noticed"),
        { } name when name.Equals(company.Name, StringComparison.OrdinalIgnoreCase) => Checked.Good("which company", $"{name}"),
        { } name => Checked.Doubtful("which company", $"asked about {company.Name}, it speaks of {name}: if that is another company, nothing is written"),
    };

    private static Checked OfRepetition(JsonElement first, ExplorerReply second)
    {
        const string Rule = "same key";
        string[] differing = second.Word != "success" ? Status
            : [.. Compared.Where(name => AnswerRules.TextOf(first, name) != AnswerRules.TextOf(second.Body, name))];
        return differing.Length == 0
            ? Checked.Good(Rule, "the same question by the same Idempotency-Key is answered the same")
            : Checked.Doubtful(Rule, $"the same question by the same Idempotency-Key is answered otherwise ({string.Join(", ", differing)}): what is asked again after a failure may be charged twice");
    }

    private static IEnumerable<Checked> OfPerson(ExplorerReply reply)
    {
        if (reply.Word == "success" && AnswerRules.TextOf(reply.Body, "role_name") is null && !(reply.Body.TryGetProperty("texts", out var texts) && texts.ValueKind == JsonValueKind.Object))
        {
            yield return Checked.Doubtful("person", "neither role_name nor texts: asking about persons (Tenant:Persons:Enrich) would fill nothing");
        }
    }

    private static Checked OfNobody(ExplorerReply reply) => reply.Word == "success"
        ? Checked.Doubtful("unknown company", "a company that does not exist is known: answer not_found rather than guess, or say how sure it is by confidence")
        : Checked.Bad("unknown company", $"answered {(int)reply.Status} {reply.Word}; not_found says that it is not known");
}
