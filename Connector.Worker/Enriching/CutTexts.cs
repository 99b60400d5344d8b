using System.Globalization;
using System.Text.RegularExpressions;
using Connector.Companies.Sites;
using Connector.Worker.Writing;

namespace Connector.Worker.Enriching;

/// <summary>An answer's texts without what has no place in them, and what that was, per enrichment field, for people.</summary>
/// <param name="Values">Per enrichment field its text; null where nothing was said, or nothing is left.</param>
/// <param name="Notes">Per enrichment field that something was cut out of: what.</param>
public sealed record CutTexts(IReadOnlyDictionary<string, string?> Values, IReadOnlyDictionary<string, string> Notes)
{
    private const int MostShown = 5;
    private const int LongestShown = 80;

    /// <summary>Cuts.</summary>
    /// <param name="values">What the Company Explorer said.</param>
    /// <param name="websites">The company's own.</param>
    public static CutTexts Of(IReadOnlyDictionary<string, string?> values, IReadOnlyList<string> websites)
    {
        ArgumentNullException.ThrowIfNull(values);
        var own = websites.Select(Site.Parse).OfType<Site>().ToList();
        var left = values.ToDictionary(StringComparer.Ordinal);
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        // A vertical is the name of a list's item, and as such written or not.
        foreach (var (field, text) in values.Where(value => value.Key != FieldNames.Vertical && !string.IsNullOrWhiteSpace(value.Value)))
        {
            try
            {
                if (TextCut.Of(text!, own) is { Cut.Count: > 0 } cut)
                {
                    left[field] = cut.Text;
                    notes[field] = Said(cut.Cut);
                }
            }
            catch (RegexMatchTimeoutException)
            {
                // A text made to take for ever must neither be written unread nor stop the account.
                left[field] = null;
                notes[field] = "the text could not be searched in time for what has no place in it";
            }
        }

        return new CutTexts(left, notes);
    }

    private static string Said(IReadOnlyList<string> cut)
    {
        var shown = string.Join(", ", cut.Take(MostShown).Select(one => $"\"{(one.Length > LongestShown ? one[..LongestShown] + "…" : one)}\""));
        return string.Create(CultureInfo.InvariantCulture, $"cut out of the text, {cut.Count}: {shown}{(cut.Count > MostShown ? ", …" : "")}");
    }
}
