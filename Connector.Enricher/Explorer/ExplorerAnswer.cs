using System.Text.Json;
using Connector.Enricher.Providers;

namespace Connector.Enricher.Explorer;

/// <summary>Reads the Company Explorer's answer of status 200, and what a 404 says.</summary>
/// <remarks>
/// <para>Tolerant: unknown members are ignored, missing ones and <c>null</c> say nothing, and so do members of another JSON kind than agreed.</para>
/// <para>Strict where reading on would be a guess: no object, a <c>status</c> that is missing or unknown, a <c>company_name</c> that is no text
/// (by which answers about another company are known), and an analysis all of whose texts are of another kind. Read as "nothing there",
/// it would be taken for an answer, and not be asked for again.</para>
/// </remarks>
internal static class ExplorerAnswer
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16 };
    private static readonly ProviderTexts Nothing = new();

    /// <summary>Reads it.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="odd">Collects the names of members that were of another kind.</param>
    /// <exception cref="ProviderException"><see cref="ProviderFailure.Unreadable"/>.</exception>
    public static ProviderAnswer Read(ReadOnlyMemory<byte> body, ICollection<string> odd)
    {
        try
        {
            using var document = JsonDocument.Parse(body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(new Member(document.RootElement, odd))
                : throw Member.Unreadable("is no object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what a string throws that holds half a character, or bytes that are no UTF-8.
            throw new ProviderException(ProviderFailure.Unreadable, "The Company Explorer's answer is no valid JSON.", inner: exception);
        }
    }

    /// <summary>Whether <see cref="Read(ReadOnlyMemory{byte}, ICollection{string})"/> can read it.</summary>
    public static bool IsReadable(ReadOnlyMemory<byte> body)
    {
        try
        {
            Read(body, []);
            return true;
        }
        catch (ProviderException)
        {
            return false;
        }
    }

    /// <summary>The body's word that the company is not known; null for any other body, which then is not the Company Explorer's.</summary>
    public static ProviderAnswer.NotFound? SaysNotFound(ReadOnlyMemory<byte> body)
    {
        try
        {
            return Read(body, []) as ProviderAnswer.NotFound;
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    private static ProviderAnswer Read(Member answer) => answer.Agreed("status")?.ToUpperInvariant() switch
    {
        "SUCCESS" => new ProviderAnswer.Success(Told(answer), Analysis(answer)),
        "PROCESSING" => new ProviderAnswer.Processing(Seconds(answer.Number("retry_after_seconds"))),
        "NOT_FOUND" => new ProviderAnswer.NotFound(Analysis(answer)),
        "ERROR" => new ProviderAnswer.Failed(answer.Text("detail"), Analysis(answer)),
        null => throw Member.Unreadable("has no status"),
        _ => throw Member.Unreadable("has an unknown status"),
    };

    private static ProviderTexts Told(Member answer)
    {
        var texts = Texts(answer);
        return answer.HasOdd && texts == Nothing ? throw Member.Unreadable("holds texts of another kind than agreed only") : texts;
    }

    private static ProviderTexts Texts(Member answer)
    {
        var texts = answer.Object("texts");
        return new ProviderTexts
        {
            Vertical = answer.Text("vertical_name"),
            Summary = answer.Text("summary"),
            Opener = answer.Text("opener"),
            OpenerSecondary = answer.Text("opener_secondary"),
            Role = answer.Text("role_name"),
            Subject = texts?.Text("subject"),
            Intro = texts?.Text("intro"),
            SocialProof = texts?.Text("social_proof"),
        };
    }

    private static ProviderAnalysis Analysis(Member answer) => new()
    {
        CompanyName = answer.Agreed("company_name"),
        Website = answer.Text("website"),
        Confidence = answer.Number("confidence") is { } confidence and >= 0 and <= 1 ? (double)confidence : null,
        Model = answer.Text("model"),
        Cost = Cost(answer.Object("cost")),
    };

    // An amount without a currency, or a negative one, is no cost anybody could add up.
    private static ProviderCost? Cost(Member? cost)
        => cost?.Number("amount") is { } amount and >= 0 && cost.Value.Text("currency") is { Length: 3 } currency && currency.All(char.IsAsciiLetter)
            ? new ProviderCost(amount, currency.ToUpperInvariant())
            : null;

    private static TimeSpan? Seconds(decimal? seconds)
        => seconds is { } some ? TimeSpan.FromSeconds((double)Math.Clamp(some, 0, (decimal)TimeSpan.FromDays(1).TotalSeconds)) : null;

    /// <summary>A JSON object whose members are read by kind.</summary>
    private readonly struct Member(JsonElement element, ICollection<string> odd)
    {
        /// <summary>Whether a member was of another kind so far.</summary>
        public bool HasOdd => odd.Count > 0;

        /// <summary>A text that must be one if it is there.</summary>
        public string? Agreed(string name) => element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)
            ? throw Unreadable($"holds a {value.ValueKind} as {name}")
            : Text(name);

        public string? Text(string name) => Find(name, JsonValueKind.String)?.GetString();

        public Member? Object(string name) => Find(name, JsonValueKind.Object) is { } found ? new Member(found, odd) : null;

        public decimal? Number(string name)
        {
            if (Find(name, JsonValueKind.Number) is not { } found)
            {
                return null;
            }

            if (found.TryGetDecimal(out var number))
            {
                return number;
            }

            odd.Add(name);
            return null;
        }

        public static ProviderException Unreadable(string why)
            => new(ProviderFailure.Unreadable, $"The Company Explorer's answer {why}.");

        private JsonElement? Find(string name, JsonValueKind kind)
        {
            if (!element.TryGetProperty(name, out var found) || found.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            if (found.ValueKind == kind)
            {
                return found;
            }

            odd.Add(name);
            return null;
        }
    }
}
