using System.Collections.Frozen;

namespace Connector.Companies.Sites;

/// <summary>Sites where many companies have a page each: what comes after the host tells which. Those that give a host to each are public suffixes.</summary>
internal static class SharedHosts
{
    /// <summary>Per host the one it goes by.</summary>
    private static readonly FrozenDictionary<string, string> Names = new[]
    {
        "facebook.com", "linkedin.com", "xing.com", "instagram.com", "youtube.com", "x.com", "tiktok.com", "pinterest.com", "threads.net", "vk.com",
        "sites.google.com", "google.com", "google.de", "g.page", "wikipedia.org", "github.com", "medium.com", "linktr.ee", "kununu.com", "northdata.de",
        "northdata.com", "yelp.com", "yelp.de", "etsy.com", "ebay.com", "ebay.de", "amazon.com", "amazon.de", "gelbeseiten.de", "wlw.de", "crunchbase.com",
    }.Select(name => KeyValuePair.Create(name, name)).Concat(
    [
        KeyValuePair.Create("fb.com", "facebook.com"),
        KeyValuePair.Create("fb.me", "facebook.com"),
        KeyValuePair.Create("twitter.com", "x.com"),
        KeyValuePair.Create("instagr.am", "instagram.com"),
    ]).ToFrozenDictionary();

    /// <summary>What these give to each of their customers below a name of their own, though the Public Suffix List does not have them.</summary>
    private static readonly FrozenSet<string> Suffixes = new[]
    {
        "wordpress.com", "weebly.com", "jimdo.com", "jimdofree.com", "jimdosite.com", "business.site", "square.site", "squarespace.com", "webflow.io",
        "webnode.page", "tumblr.com", "mystrikingly.com", "strikingly.com", "godaddysites.com", "notion.site", "odoo.com", "ueniweb.com", "hpage.com",
        "npage.de", "de.tl", "beepworld.de",
    }.ToFrozenSet();

    /// <summary>First segments that say what kind of page follows, and not whose.</summary>
    private static readonly FrozenSet<string> Kinds = new[]
    {
        "a", "biz", "c", "channel", "companies", "company", "firma", "groups", "in", "maps", "organization", "p", "pages", "people", "pg", "place", "profile",
        "school", "shop", "showcase", "site", "sites", "stores", "str", "user", "usr", "view", "wiki",
    }.ToFrozenSet();

    /// <summary>The shared site that a host belongs to, by its own name; null if it belongs to none.</summary>
    public static string? Find(string host)
    {
        for (var rest = host; ; rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (Names.TryGetValue(rest, out var name))
            {
                return name;
            }

            if (!rest.Contains('.', StringComparison.Ordinal))
            {
                return null;
            }
        }
    }

    /// <summary>Whether a registered name belongs to one that gives names below it to customers.</summary>
    public static bool IsSuffix(string domain) => Suffixes.Contains(domain);

    /// <summary>Whose page a path leads to; null if it does not say.</summary>
    public static string? PlaceOf(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var place = segments.FirstOrDefault(segment => !Kinds.Contains(segment))?.TrimStart('@');
        // A page of the site's own, such as profile.php, whose rest is in the query.
        return string.IsNullOrEmpty(place) || place.EndsWith(".php", StringComparison.Ordinal) ? null : place;
    }
}
