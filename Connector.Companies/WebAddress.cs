namespace Connector.Companies;

/// <summary>The address of a company's website.</summary>
public static class WebAddress
{
    /// <summary>The address without what varies from one spelling of it to the next: case, scheme, <c>www.</c>, slashes at the end, white space.</summary>
    public static string Normalize(string website)
    {
        var text = website.Trim().ToLowerInvariant();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        text = scheme < 0 ? text : text[(scheme + 3)..];
        return (text.StartsWith("www.", StringComparison.Ordinal) ? text[4..] : text).TrimEnd('/', '.');
    }
}
