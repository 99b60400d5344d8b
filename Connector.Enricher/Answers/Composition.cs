using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Connector.Enricher.Answers;

/// <summary>
/// Unicode's normalisation form C (UAX 15): the same text in the same characters, "é" as one and not as "e" with an accent, so that what the CRM
/// returns equals what was written.
/// </summary>
/// <remarks>
/// By a table of its own (<c>composition.txt</c>), since the process runs without culture data (InvariantGlobalization), where
/// <see cref="string.Normalize()"/> leaves everything but ASCII as it is.
/// </remarks>
internal static class Composition
{
    // Hangul syllables are arithmetic (Unicode 3.12).
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28;

    private static readonly FrozenDictionary<(int First, int Second), int> Pairs;
    private static readonly FrozenDictionary<int, int[]> Parts;
    private static readonly FrozenDictionary<int, int> Classes;

    static Composition()
    {
        var (pairs, parts, classes) = (new Dictionary<(int, int), int>(), new Dictionary<int, int[]>(), new Dictionary<int, int>());
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("composition.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["p", var first, var second, var composed]:
                    pairs.Add((Hex(first), Hex(second)), Hex(composed));
                    parts.Add(Hex(composed), [Hex(first), Hex(second)]);
                    break;
                case ["d", var character, .. var decomposed]:
                    parts.Add(Hex(character), [.. decomposed.Select(Hex)]);
                    break;
                case ["c", var combining, var from, var to]:
                    for (var mark = Hex(from); mark <= Hex(to); mark++)
                    {
                        classes.Add(mark, int.Parse(combining, CultureInfo.InvariantCulture));
                    }

                    break;
            }
        }

        (Pairs, Parts, Classes) = (pairs.ToFrozenDictionary(), parts.ToFrozenDictionary(), classes.ToFrozenDictionary());
    }

    /// <summary>The text in form C. Half surrogate pairs become U+FFFD.</summary>
    public static string Compose(string text)
    {
        // Below U+0300 nothing composes and nothing decomposes permanently.
        if (text.All(character => character < 0x300))
        {
            return text;
        }

        var characters = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, characters);
        }

        Order(characters);
        return Recompose(characters);
    }

    private static void Decompose(int character, List<int> into)
    {
        var syllable = character - SyllableBase;
        if (syllable is >= 0 and < Leads * Vowels * Tails)
        {
            into.Add(LeadBase + (syllable / (Vowels * Tails)));
            into.Add(VowelBase + (syllable / Tails % Vowels));
            if (syllable % Tails > 0)
            {
                into.Add(TailBase + (syllable % Tails));
            }
        }
        else if (Parts.TryGetValue(character, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, into);
            }
        }
        else
        {
            into.Add(character);
        }
    }

    // Marks in a row stand in the order of their classes.
    private static void Order(List<int> characters)
    {
        for (var start = 0; start < characters.Count; start++)
        {
            var end = start;
            while (end < characters.Count && ClassOf(characters[end]) > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var ordered = characters.GetRange(start, end - start).OrderBy(ClassOf).ToList();
                for (var i = 0; i < ordered.Count; i++)
                {
                    characters[start + i] = ordered[i];
                }
            }

            start = end;
        }
    }

    private static string Recompose(List<int> characters)
    {
        var composed = new List<int>(characters.Count);
        var starter = -1;
        var lastClass = 0;
        foreach (var character in characters)
        {
            var combining = ClassOf(character);
            // Nothing of the same or a higher class may stand between.
            var isBlocked = starter < composed.Count - 1 && lastClass >= combining;
            if (starter >= 0 && !isBlocked && Pair(composed[starter], character) is { } one)
            {
                composed[starter] = one;
                continue;
            }

            composed.Add(character);
            lastClass = combining;
            if (combining == 0)
            {
                starter = composed.Count - 1;
            }
        }

        var text = new StringBuilder(composed.Count);
        foreach (var character in composed)
        {
            text.Append(new Rune(character).ToString());
        }

        return text.ToString();
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads && second - VowelBase is >= 0 and < Vowels)
        {
            return SyllableBase + ((((first - LeadBase) * Vowels) + (second - VowelBase)) * Tails);
        }

        if (first - SyllableBase is >= 0 and < Leads * Vowels * Tails && (first - SyllableBase) % Tails == 0 && second - TailBase is > 0 and < Tails)
        {
            return first + (second - TailBase);
        }

        return Pairs.TryGetValue((first, second), out var one) ? one : null;
    }

    private static int ClassOf(int character) => Classes.GetValueOrDefault(character);

    private static int Hex(string number) => int.Parse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
