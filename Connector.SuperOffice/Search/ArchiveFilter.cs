using System.Globalization;

namespace Connector.SuperOffice.Search;

/// <summary>
/// Which rows to find: terms that must all hold. Only operators that SuperOffice's pages list and its own samples show working are offered: <c>le</c> and
/// <c>ge</c> are not, they are reported to fail. Source: SuperOffice docs, api/search/odata.
/// </summary>
public sealed class ArchiveFilter
{
    /// <summary>No restriction.</summary>
    public static readonly ArchiveFilter All = new([]);

    private const int MaxItems = 200;
    private const int MaxText = 250;

    private readonly IReadOnlyList<string> _terms;

    private ArchiveFilter(IReadOnlyList<string> terms) => _terms = terms;

    /// <summary>The expression; empty for <see cref="All"/>.</summary>
    public string Expression => string.Join(" and ", _terms);

    /// <summary>A text is this one, as the CRM compares texts.</summary>
    public static ArchiveFilter Is(string column, string value) => Text(column, "is", value);

    /// <summary>A text begins so.</summary>
    public static ArchiveFilter Begins(string column, string value) => Text(column, "begins", value);

    /// <summary>A text contains this one.</summary>
    public static ArchiveFilter Contains(string column, string value) => Text(column, "contains", value);

    /// <summary>A number is this one.</summary>
    public static ArchiveFilter Equal(string column, int value) => Number(column, "eq", value);

    /// <summary>A number is not this one.</summary>
    public static ArchiveFilter Unequal(string column, int value) => Number(column, "ne", value);

    /// <summary>A number is greater.</summary>
    public static ArchiveFilter Greater(string column, int value) => Number(column, "gt", value);

    /// <summary>A number is less.</summary>
    public static ArchiveFilter Less(string column, int value) => Number(column, "lt", value);

    /// <summary>A list column holds one of these items.</summary>
    public static ArchiveFilter OneOf(string column, params IReadOnlyCollection<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return ids.Count is > 0 and <= MaxItems
            ? Term(column, $"oneOf ({string.Join(',', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))})")
            : throw new ArgumentException($"A filter names 1 to {MaxItems} items, not {ids.Count}.", nameof(ids));
    }

    /// <summary>A flag is set.</summary>
    public static ArchiveFilter IsSet(string column) => Term(column, "set true");

    /// <summary>
    /// A date is this moment or later, to the second; the API knows UTC and <c>afterTime</c> only, so the second before is named. Name a moment with some
    /// minutes to spare: clocks differ. (Archives call these columns dates, for which the pages list <c>after</c> with a day; SuperOffice's own samples ask
    /// them by <c>afterTime</c>.)
    /// </summary>
    public static ArchiveFilter Since(string column, DateTimeOffset moment) => Term(
        column,
        string.Create(CultureInfo.InvariantCulture, $"afterTime '{moment.UtcDateTime.AddSeconds(-1):yyyy-MM-dd'T'HH:mm:ss}'"));

    /// <summary>Both must hold.</summary>
    public ArchiveFilter And(ArchiveFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. _terms, .. other._terms]);
    }

    /// <inheritdoc />
    public override string ToString() => $"{_terms.Count} terms";

    private static ArchiveFilter Text(string column, string op, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);

        // A quote is escaped by a backslash. How a backslash is, no document says; taken wrongly, it would end the text early.
        if (value.Length > MaxText || value.Any(c => char.IsControl(c) || c == '\\'))
        {
            throw new ArgumentException($"A filter's text has no control characters, no backslash, and at most {MaxText} characters.", nameof(value));
        }

        return Term(column, $"{op} '{value.Replace("'", "\\'", StringComparison.Ordinal)}'");
    }

    private static ArchiveFilter Number(string column, string op, int value) =>
        Term(column, string.Create(CultureInfo.InvariantCulture, $"{op} {value}"));

    private static ArchiveFilter Term(string column, string rest) => new([$"{ArchiveColumn.Checked(column)} {rest}"]);
}
