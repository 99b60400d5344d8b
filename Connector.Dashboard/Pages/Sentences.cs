namespace Connector.Dashboard.Pages;

/// <summary>Texts of others' as sentences of a page.</summary>
internal static class Sentences
{
    /// <summary>With one stop at its end, whether it brought one or not.</summary>
    public static string Ended(string text) => text.TrimEnd() is [.., '.' or '!' or '?' or '…'] ended ? ended : text.TrimEnd() + ".";
}
