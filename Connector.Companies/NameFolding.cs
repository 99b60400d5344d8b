using System.Globalization;
using System.Text;

namespace Connector.Companies;

/// <summary>Writes a name so that spellings of the same name become the same: words of small letters and digits, separated by spaces.</summary>
/// <remarks>
/// By a table of its own, since the process runs without culture data, where normalisation forms are not to be had. Umlauts lose their dots
/// and their written-out <c>e</c> alike: Müller, Mueller and Muller become one. That other words suffer as well (Bauer: "baur") does no
/// harm, both sides of a comparison are folded.
/// </remarks>
internal static class NameFolding
{
    private const string From = "àáâãäåāăąçćčĉċďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľŀłñńņňòóôõöøōŏőŕŗřśŝşšșţťŧțùúûüũūŭůűųŵýÿŷźżžð";
    private const string To = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiiijklllllnnnnooooooooorrrsssssttttuuuuuuuuuuwyyyzzzd";

    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length + 8);
        foreach (var character in name)
        {
            Append(folded, char.ToLowerInvariant(character));
        }

        return folded.Replace("ae", "a").Replace("oe", "o").Replace("ue", "u").ToString();
    }

    private static void Append(StringBuilder folded, char character)
    {
        switch (character)
        {
            case 'ß':
                folded.Append("ss");
                break;
            case 'æ':
                folded.Append('a');
                break;
            case 'œ':
                folded.Append('o');
                break;
            case 'þ':
                folded.Append("th");
                break;
            case '\'' or '’' or '`' or '´':
                break; // L'Oréal, McDonald's: one word
            default:
                var at = From.IndexOf(character, StringComparison.Ordinal);
                if (at >= 0)
                {
                    folded.Append(To[at]);
                }
                else if (char.IsLetterOrDigit(character))
                {
                    folded.Append(character);
                }
                // A combining mark follows its letter: dropped, as are accents written in one with it.
                else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
                {
                    folded.Append(' ');
                }

                break;
        }
    }
}
