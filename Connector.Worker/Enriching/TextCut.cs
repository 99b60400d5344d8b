using System.Text.RegularExpressions;
using Connector.Companies.Sites;

namespace Connector.Worker.Enriching;

/// <summary>
/// A text of the AI without what has no place in a CRM: addresses of others than the company, telephone numbers, and what is left of a prompt. The
/// same text always comes out the same, so that what was written once is not written again.
/// </summary>
/// <param name="Text">What is left; null if nothing is.</param>
/// <param name="Cut">What was cut out, in order of its kind.</param>
public sealed partial record TextCut(string? Text, IReadOnlyList<string> Cut)
{
    // Where something was. The enricher lets no character for private use through.
    private const char Gap = '\uE000';

    private const string Gaps = @"\uE000(?:[ \t,;/|&]*\uE000)*";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private const int Longest = 5000;

    // What ends like a host name and is none: names of techniques and legal forms.
    private static readonly HashSet<string> NoHosts = new(StringComparer.OrdinalIgnoreCase) { "asp.net", "ado.net", "vb.net", "ml.net", "socket.io", "co.kg", "dr.med" };

    // A sentence of nothing but these asked to follow what is gone.
    private static readonly HashSet<string> Pointers = new(StringComparer.OrdinalIgnoreCase)
    {
        "visit", "see", "go", "call", "contact", "reach", "write", "mail", "email", "e-mail", "us", "them", "him", "her", "me", "at", "on", "to", "under",
        "via", "by", "from", "or", "and", "more", "information", "info", "details", "read", "find", "here", "please", "website", "web", "site", "homepage", "online", "phone",
        "tel", "telephone", "fax", "mobile", "source", "sources", "link", "links", "the", "our", "their", "its", "for", "also", "internet", "url",
        "besuchen", "sie", "uns", "unter", "auf", "oder", "und", "mehr", "siehe", "rufen", "an", "schreiben", "per", "telefon", "mobil", "kontakt", "quelle",
        "quellen", "weitere", "informationen", "infos", "finden", "hier", "bitte", "webseite", "die", "der", "ihre", "unsere", "über", "bei", "im",
    };

    /// <summary>Cuts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="own">The sites that are the company's own.</param>
    public static TextCut Of(string text, IReadOnlyList<Site> own)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cut = new List<string>();
        var rest = text;
        foreach (var leftover in new[] { SpecialToken(), Fence(), Refusal(), Announcement(), RoleLabel(), Placeholder() })
        {
            rest = leftover.Replace(rest, Out);
        }

        rest = NamedLink().Replace(rest, link => IsOwn(link.Groups["address"].Value, own) ? link.Value : link.Groups["name"].Value + Out(link.Groups["address"]));
        rest = Address().Replace(rest, address => IsAddress(address, own) ? Out(address) : address.Value);
        rest = Phone().Replace(rest, phone => IsPhone(phone) ? Out(phone) : phone.Value);
        if (cut.Count == 0)
        {
            return new TextCut(text, []);
        }

        rest = Mended(rest);
        return new TextCut(rest.Length == 0 ? null : rest, cut);

        string Out(Capture what)
        {
            cut.Add(what.Value.Trim());
            return Gap.ToString();
        }
    }

    private static bool IsOwn(string address, IReadOnlyList<Site> own) =>
        Site.Parse(address) is { } site && own.Any(one => one.CompareTo(site) == SiteComparison.Same);

    private static bool IsAddress(Match address, IReadOnlyList<Site> own)
    {
        var (host, isPlain) = (address.Groups["host"].Value, address.Groups["plain"].Success);
        if (isPlain && (NoHosts.Contains(host) || !LooksLikeHost(host)))
        {
            return false;
        }

        return !IsOwn(address.Groups["whole"].Value, own);
    }

    /// <summary>A name without scheme or @ is one only under a suffix that exists, and not where two sentences lack the blank between them.</summary>
    private static bool LooksLikeHost(string host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return (!last.Any(char.IsUpper) || !host.Any(char.IsLower)) && Site.HasKnownSuffix(host);
    }

    private static bool IsPhone(Match phone)
    {
        var number = phone.Groups["number"].Value;
        var digits = number.Count(char.IsAsciiDigit);
        return digits >= (phone.Groups["named"].Success ? 6 : 7) && digits <= 15 && !Date().IsMatch(number);
    }

    /// <summary>The text around the gaps, put together so that it can be read; what has no gap stays as it is.</summary>
    private static string Mended(string text)
    {
        text = Bracketed().Replace(text, Gap.ToString());
        text = Sentence().Replace(text, sentence => sentence.Value.Contains(Gap, StringComparison.Ordinal) && IsEmpty(sentence.Value) ? "" : sentence.Value);
        text = Dangling().Replace(text, Gap.ToString());
        text = BeforeMark().Replace(text, "");
        text = AtLineStart().Replace(text, "");
        text = Between().Replace(text, " ");
        text = text.Replace(Gap.ToString(), "", StringComparison.Ordinal);
        return Lines().Replace(text, "\n\n").Trim();
    }

    private static bool IsEmpty(string sentence) =>
        Word().Matches(sentence.Replace(Gap, ' ')).All(word => Pointers.Contains(word.Value));

    [GeneratedRegex(@"<\|[^|<>]{1,40}\|>", Options, Longest)]
    private static partial Regex SpecialToken();

    [GeneratedRegex(@"(?:^|(?<=\s))(?:```|~~~)[a-z0-9]*[ \t]*(?=\r?\n|$)|```", Options | RegexOptions.Multiline, Longest)]
    private static partial Regex Fence();

    // Not "As an AI company, it …".
    [GeneratedRegex(
        @"(?:\b(?:I'm|I am) sorry,? but )?\b(?:as an? (?:AI|artificial intelligence)(?:(?: language)? (?:model|assistant)|(?=,? I\b))|als (?:eine? )?(?:KI|künstliche Intelligenz)(?:[- ](?:Sprachmodell|Modell|Assistent(?:in)?)|(?=,? (?:kann|habe|bin) ich\b)))\b[^.!?\n]*(?:[.!?]+|(?=\n)|\z)",
        Options, Longest)]
    private static partial Regex Refusal();

    [GeneratedRegex(
        @"^[ \t]*(?:(?:sure|certainly|of course|absolutely|gerne|natürlich|sicher)[,!.]*[ \t]+)?(?:here(?:'s|’s| is| are)|hier (?:ist|sind)|below is)[ \t](?:[\w'’-]+[ \t]){0,4}?(?:summary|text|texts|opener|introduction|intro|subject|answer|result|draft|version|description|e-?mail|message|paragraph|sentence|output|json|zusammenfassung|texte|einleitung|antwort|ergebnis|entwurf|fassung|beschreibung|nachricht|absatz|satz|betreff|betreffzeile)\b[^.!?:\n]{0,80}:[ \t]*",
        Options | RegexOptions.Multiline, Longest)]
    private static partial Regex Announcement();

    [GeneratedRegex(@"^[ \t]*(?:\*\*|#+[ \t]*)?(?:assistant|assistent|user|human|chatgpt|gpt-?\d?|claude|gemini|language model)(?:\*\*)?[ \t]*:(?:\*\*)?[ \t]*", Options | RegexOptions.Multiline, Longest)]
    private static partial Regex RoleLabel();

    [GeneratedRegex(
        @"\{\{[^{}\n]{0,80}\}\}|\$\{[^{}\n]{1,80}\}|\{[a-z_][a-z0-9_.]{0,40}(?: [a-z_.]{1,20}){0,3}\}|\[(?:(?:your|my|insert|add|enter|recipient|sender|ihr|ihre|dein|deine|mein|bitte)\b[^\[\]\n]{0,60}|(?:first|last|full|company|contact|person|product)[ _-]?name|name|company|title|date|phone|email|website|firma|firmenname|vorname|nachname|ansprechpartner|datum|telefon|placeholder|platzhalter)\]|%[A-Z]+_?NAME%",
        Options, Longest)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\[(?<name>[^\[\]\n]{1,200})\]\((?<address>(?:https?://|www\.)[^()\s]{1,500})\)", Options, Longest)]
    private static partial Regex NamedLink();

    // A label before it goes with it; a full stop behind it ends the sentence.
    [GeneratedRegex(
        @"(?:\b(?:e-?mail|mail|web(?:site|seite)?|homepage|internet|url)[ \t]*:[ \t]*)?(?<whole>(?:(?:https?|ftp)://|mailto:)[^\s<>""'()\[\]{}\uE000]*[^\s<>""'()\[\]{}\uE000.,;:!?…]|(?<![\w@.\-])[\w.+\-]+@(?:[\w\-]+\.)+[\w\-]*\w|(?<![\w@.\-/])(?<host>www\.(?:[\w\-]+\.)+[\w\-]*\w)(?::\d+)?(?:/[^\s<>""'()\[\]{}\uE000]*[^\s<>""'()\[\]{}\uE000.,;:!?…])?/?|(?<plain>(?<![\w@.\-/])(?<host>(?:\w(?:[\w\-]*\w)?\.)+\w(?:[\w\-]*\w))(?![\w@\-])(?::\d+)?(?:/[^\s<>""'()\[\]{}\uE000]*[^\s<>""'()\[\]{}\uE000.,;:!?…])?/?))",
        Options, Longest)]
    private static partial Regex Address();

    // With a country's code, with a trunk 0, in America's groups, or named as one. Amounts and shares of something are none.
    [GeneratedRegex(
        @"(?:\b(?:tel(?:efon|ephone)?|phone|fon|mobile?|fax|hotline)\b[ \t.:]*)?(?<![\w.,/+\-])(?<number>(?:\+|\b00)[1-9](?>(?:[ \t()./\-]{0,3}\d){6,13})|\(0[1-9]\d{0,4}\)(?>(?:[ \t/\-]{0,3}\d){2,10})|\b0[1-9](?>\d{0,4}(?:[ \t/\-]{0,3}\d){2,10})|(?:\b1[ \-.])?(?:\(\d{3}\)[ ]?|\b\d{3}[\-. ])\d{3}[\-. ]\d{4})(?![\w]|[.,\-/]\d|[ \t]?(?:€|%|\$|£|EUR|Euro|USD|CHF|GBP|Mio|Mrd|million))|(?<named>\b(?:tel(?:efon|ephone)?|phone|fon|fax|hotline)\b[ \t]*[.:]+[ \t]*)(?<number>\d(?>(?:[ \t()./\-]{0,3}\d){5,13}))(?!\w)",
        Options, Longest)]
    private static partial Regex Phone();

    [GeneratedRegex(@"\A\d{1,2}[./\- ](?:\d{1,2}[./\- ])?(?:\d{2}|\d{4})\z|\A\d{4}[./\-]\d{1,2}[./\-]\d{1,2}\z", Options, Longest)]
    private static partial Regex Date();

    [GeneratedRegex(@"[(\[{<""„“”‚‘«»][ \t]*(?:(?:see|siehe|via|at|unter|from|source|quelle|more|tel|fax)[ \t.:]*)?" + Gaps + @"[ \t]*[)\]}>""“”’‘«»]", Options, Longest)]
    private static partial Regex Bracketed();

    // Up to a mark that a blank or the end follows, or to the end of the line.
    [GeneratedRegex(@"(?:[^.!?\n]|[.!?](?=[^\s.!?]))+(?:[.!?]+|(?=\n)|\z)", Options, Longest)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"(?<!\w)(?:at|on|via|under|to|from|by|or|and|see|unter|auf|bei|über|siehe|oder|und|per|an)[ \t]*" + Gaps, Options, Longest)]
    private static partial Regex Dangling();

    [GeneratedRegex(@"[,;:–—]?[ \t]*" + Gaps + @"[ \t]*(?=[.,;:!?)\n]|\z)", Options, Longest)]
    private static partial Regex BeforeMark();

    [GeneratedRegex(@"^[ \t]*" + Gaps + @"[ \t]*(?:[,;:.\-–—][ \t]*)*", Options | RegexOptions.Multiline, Longest)]
    private static partial Regex AtLineStart();

    [GeneratedRegex(@"[ \t]+" + Gaps + @"[ \t]*|" + Gaps + @"[ \t]+", Options, Longest)]
    private static partial Regex Between();

    [GeneratedRegex(@"[ \t]*\n[ \t]*\n\s*", Options, Longest)]
    private static partial Regex Lines();

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}\-]*", Options, Longest)]
    private static partial Regex Word();
}
