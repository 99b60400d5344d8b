using System.Globalization;

namespace Connector.Sandbox.Tenant.Search;

/// <summary>A search as the query string asks for it.</summary>
/// <param name="Select">Columns to answer; none for all.</param>
/// <param name="Filter">Conditions, all of which have to hold.</param>
/// <param name="OrderBy">Columns to sort by, the first first.</param>
/// <param name="Top">Rows in an answer.</param>
/// <param name="Skip">Rows before it.</param>
internal sealed record SearchQuery(
    IReadOnlyList<string> Select, IReadOnlyList<FilterTerm> Filter, IReadOnlyList<(string Column, bool Descending)> OrderBy, int Top, int Skip)
{
    /// <summary>Rows an answer has at most, whatever is asked for.</summary>
    private const int MaxTop = 1000;
    private const int MaxColumns = 50;

    /// <exception cref="TenantException">400: an option the sandbox does not know, or one it cannot read.</exception>
    public static SearchQuery Read(IQueryCollection query, int pageSize)
    {
        foreach (var (name, value) in query)
        {
            var known = name.ToLowerInvariant() is "$select" or "$filter" or "$orderby" or "$top" or "$skip"
                || (name.ToLowerInvariant(), value.ToString().ToLowerInvariant()) is ("$mode", "slim") or ("$format", "json");
            if (!known)
            {
                throw TenantException.BadRequest("The search has an option that is not supported");
            }
        }

        var filter = query["$filter"].ToString();
        return new(
            Parts(query["$select"].ToString()),
            filter.Length == 0 ? [] : FilterTerm.Read(filter),
            [.. Parts(query["$orderby"].ToString()).Select(Order)],
            Math.Min(Count(query, "$top") ?? pageSize, MaxTop),
            Count(query, "$skip") ?? 0);
    }

    private static string[] Parts(string list)
    {
        var parts = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts.Length <= MaxColumns ? parts : throw TenantException.BadRequest($"More than {MaxColumns} columns");
    }

    private static (string Column, bool Descending) Order(string part) => part.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var column] => (column, false),
        [var column, "asc" or "desc"] words => (column, words[1] == "desc"),
        _ => throw TenantException.BadRequest("$orderby takes columns, each followed by asc or desc if at all"),
    };

    private static int? Count(IQueryCollection query, string name) =>
        !query.TryGetValue(name, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
        : throw TenantException.BadRequest($"{name} must be a number");
}
