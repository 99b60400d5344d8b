using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Connector.Enricher.Answers;

/// <summary>
/// Makes plain text of what an AI wrote. It has read the web, so its text may carry whatever somebody planted there: markup that a CRM's page
/// would run, invisible characters that hide or reverse text, or plain length.
/// </summary>
internal static partial class CleanText
{
    // Encoded markup is markup once decoded. Each round makes the text shorter; what is still wrapped after these was wrapped on purpose.
    private const int MaxRounds = 4;

    // Longer input is cut before it is looked at, characters per character of the result.
    private const int MaxMarkupShare = 8;

    /// <summary>One line of at most <paramref name="maxLength"/> UTF-16 units; null if nothing is left.</summary>
    public static string? Line(string? text, int maxLength) => Clean(text, maxLength, keepLines: false);

    /// <summary>Lines and paragraphs of at most <paramref name="maxLength"/> UTF-16 units together; null if nothing is left.</summary>
    public static string? Paragraphs(string? text, int maxLength) => Clean(text, maxLength, keepLines: true);

    private static string? Clean(string? text, int maxLength, bool keepLines)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var longest = maxLength * MaxMarkupShare;
        var plain = WithoutMarkup(text.Length > longest ? text[..longest] : text);
        var visible = Composition.Compose(WithoutInvisible(plain, keepLines));
        return visible.Length == 0 ? null : Shorten(visible, maxLength);
    }

    private static string WithoutMarkup(string text)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            var next = WebUtility.HtmlDecode(StripTags(text));
            if (next == text)
            {
                return text;
            }

            text = next;
        }

        return StripTags(text).Replace('<', ' ').Replace('&', ' ');
    }

    private static string StripTags(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
        {
            return text;
        }

        text = HiddenContent().Replace(text, " ");
        text = BlockTag().Replace(text, "\n");
        text = Tag().Replace(text, "");
        // A tag that never ends is one for a browser all the same.
        return TagStart().Replace(text, "");
    }

    private static string WithoutInvisible(string text, bool keepLines)
    {
        var clean = new StringBuilder(text.Length);
        var space = false;
        var lines = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '\n' or '\r' or 0x0B or 0x0C or 0x85 or 0x2028 or 0x2029)
            {
                space = true;
                lines += rune.Value == '\r' ? 0 : 1;
            }
            else if (rune.Value == '\t' || Rune.IsWhiteSpace(rune))
            {
                space = true;
            }
            else if (IsVisible(rune))
            {
                if (space && clean.Length > 0)
                {
                    clean.Append(keepLines && lines > 0 ? (lines > 1 ? "\n\n" : "\n") : " ");
                }

                clean.Append(rune.ToString());
                space = false;
                lines = 0;
            }
        }

        return clean.ToString();
    }

    // Half a surrogate pair arrives as U+FFFD. The joiners are format characters that scripts and emoji need.
    private static bool IsVisible(Rune rune) => rune.Value is 0x200C or 0x200D
        || (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not
            (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));

    private static string Shorten(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        var end = maxLength - 1;
        var space = text.LastIndexOfAny([' ', '\n'], end, Math.Min(end, 40));
        end = space > 0 ? space : char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
        return text[..end].TrimEnd() + "…";
    }

    [GeneratedRegex("<script\\b[^<>]*>.*?</script[^<>]*>|<style\\b[^<>]*>.*?</style[^<>]*>|<!--.*?-->", Options)]
    private static partial Regex HiddenContent();

    [GeneratedRegex("</?(br|p|div|li|ul|ol|tr|h[1-6])\\b[^<>]*>", Options)]
    private static partial Regex BlockTag();

    [GeneratedRegex("<[a-z/!?][^<>]*>", Options)]
    private static partial Regex Tag();

    [GeneratedRegex("<(?=[a-z/!?])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TagStart();

    // Linear in the length of the text whatever it holds.
    private const RegexOptions Options =
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline;
}
