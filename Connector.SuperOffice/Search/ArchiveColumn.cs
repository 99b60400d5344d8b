using System.Text.RegularExpressions;

namespace Connector.SuperOffice.Search;

/// <summary>
/// Names of columns: <c>name</c>, <c>streetAddress/city</c>, <c>contactUdef/SuperOffice:83</c>. They are camel case and not the names of an
/// entity's members; each archive has its own (SuperOffice docs, archive-providers/reference).
/// </summary>
internal static partial class ArchiveColumn
{
    /// <summary>The name, if it can be one: it goes into expressions unquoted.</summary>
    public static string Checked(string column) =>
        Name().IsMatch(column) ? column : throw new ArgumentException($"'{column}' cannot be the name of a column.", nameof(column));

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_:./\-]{0,150}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
