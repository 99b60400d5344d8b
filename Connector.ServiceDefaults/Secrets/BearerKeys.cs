namespace Connector.ServiceDefaults.Secrets;

/// <summary>
/// What a caller's header <c>Authorization: Bearer …</c> must carry: the present key or, while that is being exchanged, the one before. Both are
/// always compared, each in constant time.
/// </summary>
/// <param name="present">The key; without it nobody is let in.</param>
/// <param name="previous">The key before it.</param>
/// <param name="use">Is told when only the one before fits.</param>
public sealed class BearerKeys(RotatingKey present, RotatingKey previous, PreviousKeyUse use)
{
    private const string Scheme = "Bearer ";

    /// <summary>Whether there is a key.</summary>
    public bool IsSet => present.Current is not null;

    /// <summary>Whether the header carries one of the two.</summary>
    public bool Fit(string? authorization)
    {
        if (present.Current is not { } key || authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return false;
        }

        var given = authorization[Scheme.Length..].Trim();
        var (isPresent, isPrevious) = (key.Is(given), previous.Current?.Is(given) ?? false);
        if (isPrevious && !isPresent)
        {
            use.Note(previous.Setting);
        }

        return isPresent || isPrevious;
    }

    /// <summary>What is wrong with the settings of the two, a sentence each, without the keys.</summary>
    /// <param name="setting">The name of the present one's setting; the other's ends with <c>Previous</c>.</param>
    /// <param name="value">The present one.</param>
    /// <param name="file">The file that holds it.</param>
    /// <param name="previousValue">The one before.</param>
    /// <param name="previousFile">The file that holds that one; missing or empty, there is none.</param>
    public static IEnumerable<string> Problems(string setting, string? value, string? file, string? previousValue, string? previousFile)
    {
        SharedKey.Read(value, file, setting, out var problem);
        SharedKey.Read(previousValue, previousFile, $"{setting}Previous", out var problemOfPrevious, mayBeAbsent: true);
        if (string.IsNullOrEmpty(value + file) && !string.IsNullOrEmpty(previousValue + previousFile))
        {
            problemOfPrevious = $"{setting}Previous is for the time while {setting} is exchanged: set {setting} (or {setting}File) too.";
        }

        return new[] { problem, problemOfPrevious }.OfType<string>();
    }
}
