namespace Connector.SuperOffice.Fields;

/// <summary>
/// The CRM keeps line ends and trailing white space as its clients like them: a text may come back with other line ends, or
/// trimmed. Neither is an edit.
/// </summary>
public static class FieldText
{
    /// <summary>The text with LF line ends and without white space at its end.</summary>
    public static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd();

    /// <summary>True if both say the same.</summary>
    public static bool AreEqual(string left, string right) => string.Equals(Normalize(left), Normalize(right), StringComparison.Ordinal);
}
