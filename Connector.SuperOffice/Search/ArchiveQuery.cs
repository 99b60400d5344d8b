namespace Connector.SuperOffice.Search;

/// <summary>What to find and what to tell of it.</summary>
public sealed record ArchiveQuery
{
    /// <summary>Largest page that may be asked for.</summary>
    public const int MaxPageSize = 1000;

    private const int MaxColumns = 50;

    /// <summary>Which rows.</summary>
    public ArchiveFilter Filter { get; init; } = ArchiveFilter.All;

    /// <summary>Columns by their archive's names. The primary key comes with each row.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Rows a call, 1 to 1000. Default 200.</summary>
    public int PageSize { get; init; } = 200;

    /// <exception cref="ArgumentException">It cannot be asked.</exception>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, MaxPageSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Columns.Count, MaxColumns, nameof(Columns));
        foreach (var column in Columns)
        {
            ArchiveColumn.Checked(column);
        }
    }
}
