using System.Text;

namespace Connector.Companies;

/// <summary>
/// Decides whether two names plainly belong to different companies. In doubt they do not: a wrong refusal leaves a field empty permanently,
/// whereas near misses are a matter for the confidence and for people.
/// </summary>
/// <remarks>
/// The rule. Both names are folded (lower case, no accents, umlauts alike however written) and split into words; single letters in a row
/// are one word ("S.p.A." is "spa"). Legal forms are dropped; so are words that many companies carry (group, international, Deutschland),
/// unless nothing else is left. The names are plainly different if, then,
/// <list type="number">
/// <item>both have words left, in Latin letters or digits (a transliteration cannot be judged), and</item>
/// <item>no word of one matches a word of the other: equal, one beginning with the other (4 letters or more), or one letter apart (6 letters
/// or more), and</item>
/// <item>neither name, written as one word, stands in the other (4 letters or more), and</item>
/// <item>neither is the other's initials, words that many carry taken in or left out.</item>
/// </list>
/// </remarks>
public static class CompanyName
{
    /// <summary>Whether the names plainly belong to different companies. A missing name belongs to any.</summary>
    public static bool ArePlainlyDifferent(string? one, string? other)
    {
        var first = Words(one);
        var second = Words(other);
        return CanBeJudged(first) && CanBeJudged(second)
            && !first.Exists(word => second.Exists(candidate => Match(word, candidate)))
            && !Contains(first, second) && !Contains(second, first)
            && !AreInitials(first, second) && !AreInitials(second, first)
            // Initials take in what many carry: International Business Machines.
            && !AreInitials(first, AllWords(other)) && !AreInitials(second, AllWords(one));
    }

    /// <summary>
    /// The name without what varies from one spelling of it to the next: case, accents, punctuation, white space and legal form. A name that consists
    /// of nothing else is its words, or itself.
    /// </summary>
    public static string Normalize(string name)
    {
        var words = AllWords(name);
        if (words.Count == 0)
        {
            words = [.. NameFolding.Fold(name).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        }

        return words.Count > 0 ? string.Join(' ', words) : name.Trim();
    }

    private static List<string> AllWords(string? name)
    {
        List<string> words = [.. JoinLetters(NameFolding.Fold(name ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        words.RemoveAll(CommonWords.IsLegalForm);
        return words;
    }

    private static List<string> Words(string? name)
    {
        var words = AllWords(name);
        var telling = words.FindAll(word => !CommonWords.IsCarriedByMany(word));
        return telling.Count > 0 ? telling : words;
    }

    private static IEnumerable<string> JoinLetters(string[] words)
    {
        var letters = new StringBuilder();
        foreach (var word in words)
        {
            if (word.Length == 1)
            {
                letters.Append(word);
                continue;
            }

            if (letters.Length > 0)
            {
                yield return letters.ToString();
                letters.Clear();
            }

            yield return word;
        }

        if (letters.Length > 0)
        {
            yield return letters.ToString();
        }
    }

    private static bool CanBeJudged(List<string> words) => words.Count > 0 && words.TrueForAll(word => word.All(char.IsAsciiLetterOrDigit));

    private static bool Match(string one, string other)
    {
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        return shorter == longer
            || (shorter.Length >= 4 && longer.StartsWith(shorter, StringComparison.Ordinal))
            || (shorter.Length >= 6 && IsOneLetterApart(shorter, longer));
    }

    private static bool IsOneLetterApart(string shorter, string longer)
    {
        var start = 0;
        while (start < shorter.Length && shorter[start] == longer[start])
        {
            start++;
        }

        return (longer.Length - shorter.Length) switch
        {
            0 => string.CompareOrdinal(shorter, start + 1, longer, start + 1, longer.Length) == 0,
            1 => string.CompareOrdinal(shorter, start, longer, start + 1, longer.Length) == 0,
            _ => false,
        };
    }

    private static bool Contains(List<string> whole, List<string> part)
        => string.Concat(part) is { Length: >= 4 } text && string.Concat(whole).Contains(text, StringComparison.Ordinal);

    private static bool AreInitials(List<string> initials, List<string> words)
        => initials.Count == 1 && words.Count > 1 && initials[0].Length == words.Count && words.Select(word => word[0]).SequenceEqual(initials[0]);
}
