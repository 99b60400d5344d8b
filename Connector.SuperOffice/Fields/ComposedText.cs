using System.Text;

namespace Connector.SuperOffice.Fields;

/// <summary>
/// Composes letters with the marks that follow them (Latin as European languages write it): an <c>e</c> with a combining acute accent looks like <c>é</c> and
/// is typed on some machines. <see cref="string.Normalize()"/> would do it, but does nothing where globalization is invariant, as it is in our services.
/// </summary>
internal static class ComposedText
{
    private static readonly Dictionary<(char Letter, char Mark), char> Composed = Pairs(
        ('\u0300', "aeinouAEINOU", "àèìǹòùÀÈÌǸÒÙ"),
        ('\u0301', "acegilnorsuyzACEGILNORSUYZ", "áćéǵíĺńóŕśúýźÁĆÉǴÍĹŃÓŔŚÚÝŹ"),
        ('\u0302', "aceghijosuwyACEGHIJOSUWY", "âĉêĝĥîĵôŝûŵŷÂĈÊĜĤÎĴÔŜÛŴŶ"),
        ('\u0303', "ainouAINOU", "ãĩñõũÃĨÑÕŨ"),
        ('\u0304', "aeiouyAEIOUY", "āēīōūȳĀĒĪŌŪȲ"),
        ('\u0306', "aegiouAEGIOU", "ăĕğĭŏŭĂĔĞĬŎŬ"),
        ('\u0307', "acegozACEGIOZ", "ȧċėġȯżȦĊĖĠİȮŻ"),
        ('\u0308', "aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ"),
        ('\u030A', "auAU", "åůÅŮ"),
        ('\u030B', "ouOU", "őűŐŰ"),
        ('\u030C', "acdeghijklnorstuzACDEGHIKLNORSTUZ", "ǎčďěǧȟǐǰǩľňǒřšťǔžǍČĎĚǦȞǏǨĽŇǑŘŠŤǓŽ"),
        ('\u0327', "cegklnrstCEGKLNRST", "çȩģķļņŗşţÇȨĢĶĻŅŖŞŢ"),
        ('\u0328', "aeiouAEIOU", "ąęįǫųĄĘĮǪŲ"),
        ('\u0326', "stST", "șțȘȚ"));

    /// <summary>The text, composed.</summary>
    public static string Compose(string text)
    {
        if (!text.Any(c => c is >= '\u0300' and <= '\u036F'))
        {
            return text;
        }

        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (composed.Length > 0 && Composed.TryGetValue((composed[^1], c), out var letter))
            {
                composed[^1] = letter;
            }
            else
            {
                composed.Append(c);
            }
        }

        return composed.ToString();
    }

    private static Dictionary<(char Letter, char Mark), char> Pairs(params (char Mark, string Letters, string Composed)[] rows) =>
        rows.SelectMany(row => row.Letters.Zip(row.Composed, (letter, composed) => ((letter, row.Mark), composed)))
            .ToDictionary(pair => pair.Item1, pair => pair.composed);
}
