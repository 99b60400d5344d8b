namespace Connector.Dashboard.Paging;

/// <summary>Which part of a list is asked for. Out-of-range numbers become the nearest allowed ones.</summary>
/// <param name="Skip">How many are left out, from the newest: 0 to 100,000.</param>
/// <param name="Take">How many at most: 1 to 200.</param>
public readonly record struct Page(int Skip, int Take)
{
    /// <summary>How many if nothing is said.</summary>
    public const int DefaultTake = 50;

    private const int MostSkip = 100_000;
    private const int MostTake = 200;

    public static Page Of(int? skip, int? take) =>
        new(Math.Clamp(skip ?? 0, 0, MostSkip), Math.Clamp(take ?? DefaultTake, 1, MostTake));

    /// <summary>The part before this one.</summary>
    public Page Newer => this with { Skip = Math.Max(0, Skip - Take) };

    /// <summary>The part after this one.</summary>
    public Page Older => this with { Skip = Math.Min(MostSkip, Skip + Take) };
}
