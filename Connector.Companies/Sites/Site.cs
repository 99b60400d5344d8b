using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Connector.Companies.Sites;

/// <summary>How two addresses relate.</summary>
public enum SiteComparison
{
    /// <summary>They do not tell.</summary>
    Unknown,

    /// <summary>Both are the same company's.</summary>
    Same,

    /// <summary>Each is somebody else's.</summary>
    Other,
}

/// <summary>Whose site an address leads to.</summary>
/// <param name="Domain">The registered name in ASCII and lower case, or an IP address.</param>
/// <param name="Place">Where many companies share the host: whose page it is.</param>
public sealed partial record Site(string Domain, string? Place = null)
{
    private static readonly IdnMapping Idn = new();

    /// <summary>Reads what people enter as a website, or a host name; null if it does not tell whose site it is.</summary>
    public static Site? Parse(string? address)
    {
        var (authority, path) = PartsOf(address);
        return HostIn(authority) is { } host ? Of(host, path) : null;
    }

    /// <summary>Whether an address names a host below a suffix that exists: <c>acme.de</c>, but not <c>node.js</c>.</summary>
    public static bool HasKnownSuffix(string? address) => HostIn(PartsOf(address).Authority) is { } host && PublicSuffixes.IsListed(host);

    /// <summary>How it relates to another.</summary>
    public SiteComparison CompareTo(Site other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this == other ? SiteComparison.Same
            : Domain == other.Domain ? SiteComparison.Other
            // A company may have a page of its own beside one elsewhere, and more than one IP address.
            : Place is not null || other.Place is not null || IsNumber(Domain) || IsNumber(other.Domain) ? SiteComparison.Unknown
            : SiteComparison.Other;
    }

    private static Site? Of(string host, string path)
    {
        if (IsNumber(host))
        {
            return new Site(host);
        }

        if (SharedHosts.Find(host) is { } shared)
        {
            return SharedHosts.PlaceOf(path) is { } place ? new Site(shared, place) : null;
        }

        if (PublicSuffixes.RegistrableDomain(host) is not { } domain)
        {
            return null;
        }

        return !SharedHosts.IsSuffix(domain) ? new Site(domain)
            : host.Length > domain.Length ? new Site(host[(host.LastIndexOf('.', host.Length - domain.Length - 2) + 1)..])
            : null;
    }

    private static (string Authority, string Path) PartsOf(string? address)
    {
        // Where several were entered, the first counts.
        var text = Scheme().Replace((address ?? "").Trim(), "").Split([' ', '\t', '\r', '\n', ',', ';', '|', '<', '>', '"', '(', ')'], 2)[0];
        var end = text.IndexOfAny(['/', '\\', '?', '#']);
        return end < 0 ? (text, "") : (text[..end], text[end..].Split('?', '#')[0].Replace('\\', '/').ToLowerInvariant());
    }

    private static string? HostIn(string authority)
    {
        var text = authority[(authority.LastIndexOf('@') + 1)..];
        if (text.StartsWith('['))
        {
            return IPAddress.TryParse(text[1..].Split(']')[0], out var six) ? six.ToString() : null;
        }

        text = Port().Replace(text, "").Replace('\u3002', '.').Trim('.').ToLowerInvariant();
        if (IPAddress.TryParse(text, out var four) && text.Count(character => character == '.') == 3)
        {
            return four.ToString();
        }

        try
        {
            text = System.Text.Ascii.IsValid(text) ? text : Idn.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return null;
        }

        if (text.Length > 253 || !HostName().IsMatch(text))
        {
            return null;
        }

        // Before a public suffix it would be taken for the registered label.
        return text.StartsWith("www.", StringComparison.Ordinal) && text.LastIndexOf('.') > 3 ? text[4..] : text;
    }

    private static bool IsNumber(string domain) => IPAddress.TryParse(domain, out _);

    // People leave out a colon or a slash.
    [GeneratedRegex(@"\A(?:[a-z][a-z0-9+.\-]*:[/\\]+|https?[:/\\]+|mailto:|[/\\]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex(@":\d*\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Port();

    // Two labels at least, the last not a number.
    [GeneratedRegex(@"\A(?:[a-z0-9_](?:[a-z0-9_\-]{0,61}[a-z0-9_])?\.)+(?=[a-z0-9\-]*[a-z])[a-z0-9][a-z0-9\-]{0,61}[a-z0-9]\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HostName();
}
