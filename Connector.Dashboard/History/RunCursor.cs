using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Connector.Dashboard.History;

/// <summary>The last run of a part of a list, where the next part goes on, whatever came in meanwhile.</summary>
/// <param name="Sort">What the list is sorted by.</param>
/// <param name="Value">What the run has of that; its position, if that is all.</param>
/// <param name="Position">Its position.</param>
/// <param name="IsBack">Whether the part before it is meant, not the one after it.</param>
public sealed record RunCursor(RunSort Sort, double Value, long Position, bool IsBack = false)
{
    private const int Longest = 128;

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Sort}|{Value:R}|{Position}|{(IsBack ? "back" : "on")}")));

    public static RunCursor? TryParse(string text)
    {
        if (text.Length > Longest || !Base64Url.IsValid(text))
        {
            return null;
        }

        return Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('|') is [var sort, var value, var position, "on" or "back"] parts
            && Enum.TryParse<RunSort>(sort, out var by) && Enum.IsDefined(by)
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? new RunCursor(by, number, last, parts[3] == "back")
            : null;
    }
}
