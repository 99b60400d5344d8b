using System.Globalization;
using System.Text;

namespace Connector.Dashboard.History;

/// <summary>
/// Spells what is searched for as FTS5 has it. Every term is quoted, whatever stands in it: of what a caller sends, nothing is an operator.
/// </summary>
internal static class SearchTerms
{
    /// <summary>The longest text that is searched for.</summary>
    public const int LongestText = 200;

    private const int MostTerms = 16;
    private const int LeastToGoOn = 3;

    /// <summary>The words of a text as an expression; null where there is nothing in it that can be found.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isWhole">Whether words are meant whole. FTS5 reads on as far as a list goes; of words that may go on it reads all first.</param>
    public static string? OfText(string text, bool isWhole = false)
    {
        var terms = (text.Length <= LongestText ? text : text[..LongestText])
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Take(MostTerms)
            .Select(term => term.Replace("\0", "", StringComparison.Ordinal))
            .Where(term => term.EnumerateRunes().Any(IsSearched))
            .Select(term => Quoted(term) + (!isWhole && GoesOn(term) ? "*" : ""))
            .ToList();
        return terms.Count == 0 ? null : string.Join(" AND ", terms);
    }

    /// <summary>One word that stands for a value of a filter, whatever the value is made of.</summary>
    public static string Tag(char kind, string value) => kind + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value));

    public static string Quoted(string term) => $"\"{term.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // A number is meant whole: who looks for 471 does not look for 4711.
    private static bool GoesOn(string term)
    {
        var last = term.EnumerateRunes().Reverse().SkipWhile(rune => !IsSearched(rune)).TakeWhile(IsSearched).ToList();
        return last.Count >= LeastToGoOn && Rune.IsLetter(last[0]);
    }

    private static bool IsSearched(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
