namespace Connector.SuperOffice.Raw;

/// <summary>
/// A path that a person types, made one below the tenant's API. Whatever could lead elsewhere is refused: another host would get the login, and a path
/// that climbs up could reach another tenant's API on the same host.
/// </summary>
public static class RawPath
{
    private const int MaxLength = 8000;

    /// <summary>The path below the API's root, such as <c>v1/Contact/4711</c>. It may be given with a slash, or with <c>Cust12345/api</c>, before it.</summary>
    /// <exception cref="ArgumentException">It is none; the message says why.</exception>
    public static string Below(string tenant, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength || text.Any(c => c is <= ' ' or > '~' or '\\' or '#'))
        {
            throw new ArgumentException(
                $"A path has at most {MaxLength} printable ASCII characters, no blank, no backslash and no #: write a blank as %20.", nameof(text));
        }

        var path = text.Split('?', 2)[0];
        if (path.StartsWith("//", StringComparison.Ordinal) || path.Contains("://", StringComparison.Ordinal))
        {
            throw new ArgumentException("Give the path alone, such as v1/Contact/4711: the host is the tenant's.", nameof(text));
        }

        var below = Without(Without(text.TrimStart('/'), tenant + "/"), "api/");
        var parts = Uri.UnescapeDataString(below.Split('?', 2)[0]).Split('/', '\\');
        if (parts.Any(part => part is "." or ".."))
        {
            throw new ArgumentException("A path must not contain . or .. as a part: it would leave the tenant.", nameof(text));
        }

        // Its answer is the login itself.
        if (parts.Where(part => part.Length > 0).Skip(1).Take(2).SequenceEqual(["User", "currentToken"], StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException("The answer to v1/User/currentToken is the login itself, which is not shown.", nameof(text));
        }

        return parts[0].Equals("v1", StringComparison.OrdinalIgnoreCase) && parts.Length > 1 && parts[1].Length > 0
            ? below
            : throw new ArgumentException("A path begins with v1/, such as v1/Contact/4711.", nameof(text));
    }

    private static string Without(string text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? text[prefix.Length..] : text;
}
