using System.Globalization;
using System.Net;
using System.Text.Json;
using Connector.Cli.Findings;

namespace Connector.Cli.Explorer;

/// <summary>The rules that an answer to a question must keep.</summary>
internal static class AnswerRules
{
    // Name and longest text of it; docs/company-explorer.md has the same numbers.
    private static readonly (string Name, int Most)[] Texts =
        [("vertical_name", 199), ("role_name", 199), ("summary", 8000), ("opener", 2000), ("opener_secondary", 2000), ("website", 500), ("model", 219)];

    private static readonly (string Name, int Most)[] PersonsTexts = [("subject", 199), ("intro", 2000), ("social_proof", 2000)];

    /// <summary>What is wrong with an answer as such; a good finding if nothing is.</summary>
    public static IEnumerable<Checked> Check(string rule, ExplorerReply reply)
    {
        var findings = Wrong(rule, reply).ToList();
        return findings.Count > 0 ? findings : [Checked.Good(rule, $"{reply.Word}{Holding(reply.Body)}")];
    }

    /// <summary>What it says it cost; null if nothing that could be added up.</summary>
    public static (decimal Amount, string Currency)? CostOf(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("cost", out var cost) && cost.ValueKind == JsonValueKind.Object
        && cost.TryGetProperty("amount", out var amount) && amount.ValueKind == JsonValueKind.Number && amount.TryGetDecimal(out var number) && number >= 0
        && TextOf(cost, "currency") is { Length: 3 } currency && currency.All(char.IsAsciiLetter)
            ? (number, currency.ToUpperInvariant())
            : null;

    public static string? TextOf(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<Checked> Wrong(string rule, ExplorerReply reply)
    {
        if (reply.Word == "not_found" ? reply.Status is not (HttpStatusCode.OK or HttpStatusCode.NotFound) : reply.Status != HttpStatusCode.OK)
        {
            yield return Checked.Bad(rule, $"answered {(int)reply.Status}; 200 is an answer");
            yield break;
        }

        if (reply.Word is not ("success" or "processing" or "not_found" or "error"))
        {
            yield return Checked.Bad(rule, reply.IsObject ? "its status is none of success, processing, not_found, error" : "what it answers is no JSON object");
            yield break;
        }

        if (!reply.IsJson)
        {
            yield return Checked.Doubtful(rule, "its Content-Type is not application/json");
        }

        var texts = reply.Body.TryGetProperty("texts", out var found) ? found : default;
        foreach (var wrong in Kinds(reply.Body, texts).Concat(Numbers(reply.Body)))
        {
            yield return wrong with { Name = rule };
        }
    }

    private static IEnumerable<Checked> Kinds(JsonElement answer, JsonElement texts)
    {
        if (Is(answer, "company_name", out var name) && name.ValueKind != JsonValueKind.String)
        {
            yield return Checked.Bad("", $"company_name is {Kind(name)}, not a text: the answer cannot be read");
        }

        if (texts.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
        {
            yield return Checked.Doubtful("", $"texts is {Kind(texts)}, not an object: it is passed over");
        }

        foreach (var (holder, (member, most)) in Texts.Select(text => (answer, text)).Concat(PersonsTexts.Select(text => (texts, text))))
        {
            if (!Is(holder, member, out var value))
            {
                continue;
            }

            if (value.ValueKind != JsonValueKind.String)
            {
                yield return Checked.Doubtful("", $"{member} is {Kind(value)}, not a text: it is passed over");
            }
            else if (value.GetString()!.Length > most)
            {
                yield return Checked.Doubtful("", string.Create(CultureInfo.InvariantCulture, $"{member} has {value.GetString()!.Length:N0} characters: it is cut after {most:N0}"));
            }
        }
    }

    private static IEnumerable<Checked> Numbers(JsonElement answer)
    {
        if (Is(answer, "confidence", out var confidence) && (confidence.ValueKind != JsonValueKind.Number || confidence.GetDouble() is < 0 or > 1))
        {
            yield return Checked.Doubtful("", "confidence is no number from 0 to 1: it is passed over, and Tenant:MinimumConfidence protects from nothing");
        }

        if (Is(answer, "cost", out _) && CostOf(answer) is null)
        {
            yield return Checked.Doubtful("", "cost has no amount and currency of three letters: Tenant:Spend:ExpectedCost is booked instead");
        }

        if (Is(answer, "retry_after_seconds", out var retry) && (retry.ValueKind != JsonValueKind.Number || retry.GetDouble() is < 0 or > 86_400))
        {
            yield return Checked.Doubtful("", "retry_after_seconds is no number from 0 to 86,400: it is asked again when the Connector thinks fit");
        }
    }

    private static bool Is(JsonElement holder, string name, out JsonElement value)
    {
        value = default;
        return holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        _ => "true or false",
    };

    private static string Holding(JsonElement answer)
    {
        string[] names = [.. Texts.Select(text => text.Name).Where(name => TextOf(answer, name) is { Length: > 0 })];
        return names.Length == 0 ? "" : $", with {string.Join(", ", names)}";
    }
}
