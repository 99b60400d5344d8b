namespace Connector.Enricher.Answers;

/// <summary>The address of a company's website, as far as it tells one company from another.</summary>
internal static class Website
{
    /// <summary>Whether both are known and lead to the same host, with or without scheme, <c>www.</c> and path.</summary>
    public static bool AreSame(string? one, string? other)
        => Host(one) is { } host && string.Equals(host, Host(other), StringComparison.OrdinalIgnoreCase);

    private static string? Host(string? website)
    {
        if (string.IsNullOrWhiteSpace(website))
        {
            return null;
        }

        var text = website.Trim();
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            text = "http://" + text;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Contains('.', StringComparison.Ordinal)
            ? uri.Host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? uri.Host[4..] : uri.Host
            : null;
    }
}
