namespace Connector.Jobs.Operators;

/// <summary>Who changes something, as they say themselves.</summary>
public static class OperatorName
{
    /// <summary>The longest name, in characters.</summary>
    public const int Longest = 100;

    /// <summary>True for 1 to 100 printable characters that are not all blanks.</summary>
    public static bool IsValid(string? name) => name?.Length <= Longest && !string.IsNullOrWhiteSpace(name) && !name.Any(char.IsControl);

    internal static string Check(string name) =>
        IsValid(name) ? name : throw new ArgumentException($"Whoever changes something is named by 1 to {Longest} printable characters.", nameof(name));
}
