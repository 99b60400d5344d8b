using System.Globalization;

namespace Connector.Dashboard.Pages;

/// <summary>Numbers for people: the same grouping on every page.</summary>
internal static class Figures
{
    public static string Of(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Money as far as it says something: 25,000 or 0.0123.</summary>
    public static string Of(decimal amount) => amount.ToString("#,##0.####", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>1 proposal</c> and <c>4 proposals</c>.</summary>
    public static string Of(long count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{Of(count)} {many ?? one + "s"}";
}
