using System.Globalization;

namespace Connector.SuperOffice.Raw;

/// <summary>An answer of the API as it came. It may hold what records hold: for the eyes of who asked, and not for logs.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Headers">The headers that say something about the answer, such as <c>Content-Type</c>; none of the login.</param>
/// <param name="Body">The body as text, byte order mark taken off; empty if there is none.</param>
public sealed record RawAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    /// <summary>True for any 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <inheritdoc />
    public override string ToString() => Status.ToString(CultureInfo.InvariantCulture);
}
