using System.Globalization;
using Connector.Companies.Sites;

namespace Connector.Worker.Enriching;

/// <summary>Why an answer is not written by itself, though it could be: a person is to look at it.</summary>
/// <param name="Reason">A stable word: <c>other_website</c>, <c>low_confidence</c> or <c>namesake</c>.</param>
/// <param name="Detail">The same for people, with what the doubt is about.</param>
public sealed record Doubt(string Reason, string Detail)
{
    private const int MostShown = 3;
    private const int LongestShown = 100;

    /// <summary>What the answer itself gives reason to doubt; null if nothing.</summary>
    /// <param name="about">The facts of the analysis.</param>
    /// <param name="known">The company's websites as the CRM has them, and the one that was asked with.</param>
    /// <param name="minimum">The least confidence.</param>
    public static Doubt? Of(AnalysisFacts about, IReadOnlyList<string> known, double minimum)
    {
        ArgumentNullException.ThrowIfNull(about);
        return Compare(known, about.Website) == SiteComparison.Other
            ? new Doubt("other_website", $"The answer is about {Named(about)}; the CRM has {string.Join(", ", known.Take(MostShown).Select(Shown))}.")
            : about.Confidence < minimum
            ? new Doubt("low_confidence", string.Create(CultureInfo.InvariantCulture, $"The confidence is {about.Confidence}; Tenant:MinimumConfidence is {minimum}."))
            : null;
    }

    /// <summary>Whether nothing says which of several companies of one name is meant: the CRM has no website that could be compared.</summary>
    public static bool IsNameAll(AnalysisFacts about, IReadOnlyList<string> known)
    {
        ArgumentNullException.ThrowIfNull(about);
        return known.Count == 0 || (Site.Parse(about.Website) is not null && Compare(known, about.Website) == SiteComparison.Unknown);
    }

    /// <summary>Another company of the CRM has the name.</summary>
    public static Doubt OfNamesakes(AnalysisFacts about, string name, IReadOnlyList<int> others)
    {
        ArgumentNullException.ThrowIfNull(about);
        var ids = string.Join(", ", others.Take(MostShown).Select(id => string.Create(CultureInfo.InvariantCulture, $"contact:{id}"))) + (others.Count > MostShown ? ", …" : "");
        return new Doubt("namesake", $"The CRM has no website to distinguish it from {ids} of the same name \"{name}\"; the answer is about {Named(about)}.");
    }

    /// <summary>Nobody knows whether another company of the CRM has the name.</summary>
    public static Doubt OfUnknownNamesakes(string why) =>
        new("namesake", $"The CRM has no website of the company, and whether another one has its name cannot be seen: {why}");

    /// <summary>How what the CRM knows relates to what the answer is about: any address that is the same speaks for all.</summary>
    public static SiteComparison Compare(IReadOnlyList<string> known, string? told)
    {
        ArgumentNullException.ThrowIfNull(known);
        if (Site.Parse(told) is not { } site)
        {
            return SiteComparison.Unknown;
        }

        var found = known.Select(Site.Parse).OfType<Site>().Select(one => one.CompareTo(site)).ToHashSet();
        return found.Contains(SiteComparison.Same) ? SiteComparison.Same
            : found.Contains(SiteComparison.Other) ? SiteComparison.Other
            : SiteComparison.Unknown;
    }

    private static string Named(AnalysisFacts about) => (about.CompanyName, about.Website) switch
    {
        (null, null) => "a company it does not name",
        (null, { } website) => Shown(website),
        ({ } name, null) => $"\"{name}\"",
        ({ } name, { } website) => $"\"{name}\" at {Shown(website)}",
    };

    private static string Shown(string address) => address.Length > LongestShown ? address[..LongestShown] + "…" : address;
}
