using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Search;

/// <summary>
/// Finds rows, page after page while they are asked for. A page begins after the last key of the one before (<c>gt</c>), in order of the key: that
/// costs the same for each page and loses nothing when rows come and go meanwhile. Neither <c>$skip</c> nor the address of a next page, which may
/// name another host, is used. The end is a page without rows. Source: SuperOffice docs, api/search/odata.
/// </summary>
public sealed partial class ArchiveSearch
{
    private const int MaxAddress = 8000;

    private readonly ApiCaller _api;

    internal ArchiveSearch(ApiCaller api) => _api = api;

    /// <summary>Companies, columns of archive <c>SimpleContact</c>.</summary>
    /// <exception cref="SuperOfficeException">Also <see cref="FailureKind.Unreadable"/> for pages that do not lead on.</exception>
    public IAsyncEnumerable<ArchiveRow> ContactsAsync(ArchiveQuery query, CancellationToken cancellationToken) =>
        PagesAsync(new("v1/Contact", "contactId", null), query, cancellationToken);

    /// <summary>Companies changed at that moment or later, for reconciliation.</summary>
    public IAsyncEnumerable<ArchiveRow> ContactsChangedSinceAsync(DateTimeOffset moment, ArchiveQuery query, CancellationToken cancellationToken) =>
        ContactsAsync(Changed(query, "updatedDate", moment), cancellationToken);

    /// <summary>Persons, those who left their companies too; columns of archive <c>Person</c>.</summary>
    /// <exception cref="SuperOfficeException">Also <see cref="FailureKind.Unreadable"/> for pages that do not lead on.</exception>
    public IAsyncEnumerable<ArchiveRow> PersonsAsync(ArchiveQuery query, CancellationToken cancellationToken) =>
        PagesAsync(new("v1/Person", "personId", null), query, cancellationToken);

    /// <summary>Persons changed at that moment or later, for reconciliation.</summary>
    public IAsyncEnumerable<ArchiveRow> PersonsChangedSinceAsync(DateTimeOffset moment, ArchiveQuery query, CancellationToken cancellationToken) =>
        PersonsAsync(Changed(query, "personUpdatedDate", moment), cancellationToken);

    /// <summary>Sales, columns of archive <c>FindSale</c>.</summary>
    /// <exception cref="SuperOfficeException">Also <see cref="FailureKind.Unreadable"/> for pages that do not lead on.</exception>
    public IAsyncEnumerable<ArchiveRow> SalesAsync(ArchiveQuery query, CancellationToken cancellationToken) =>
        PagesAsync(new("v1/Sale", "saleId", null), query, cancellationToken);

    /// <summary>Sales changed at that moment or later.</summary>
    public IAsyncEnumerable<ArchiveRow> SalesChangedSinceAsync(DateTimeOffset moment, ArchiveQuery query, CancellationToken cancellationToken) =>
        SalesAsync(Changed(query, "updatedDate", moment), cancellationToken);

    /// <summary>The rows of any archive that has a whole number to order its rows by.</summary>
    /// <param name="provider">Its name, such as <c>FindContact</c>.</param>
    /// <param name="keyColumn">The column with that number.</param>
    /// <param name="query">What to find.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public IAsyncEnumerable<ArchiveRow> ArchiveAsync(
        string provider, string keyColumn, ArchiveQuery query, CancellationToken cancellationToken)
    {
        if (!Provider().IsMatch(provider))
        {
            throw new ArgumentException($"'{provider}' cannot be the name of an archive.", nameof(provider));
        }

        return PagesAsync(new($"v1/Archive/{provider}", ArchiveColumn.Checked(keyColumn), keyColumn), query, cancellationToken);
    }

    private static ArchiveQuery Changed(ArchiveQuery query, string column, DateTimeOffset moment)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query with { Filter = ArchiveFilter.Since(column, moment).And(query.Filter) };
    }

    private IAsyncEnumerable<ArchiveRow> PagesAsync(Target target, ArchiveQuery query, CancellationToken cancellationToken)
    {
        // Here and not at the first row, where a mistake would show late.
        ArgumentNullException.ThrowIfNull(query);
        query.Check();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Address(query, int.MaxValue).Length, MaxAddress, nameof(query));
        return ReadPagesAsync(target, query, cancellationToken);
    }

    private async IAsyncEnumerable<ArchiveRow> ReadPagesAsync(
        Target target, ArchiveQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = 0;
        while (true)
        {
            var page = await ReadPageAsync(target, query, last, cancellationToken);
            if (page.Count == 0)
            {
                yield break;
            }

            foreach (var row in page)
            {
                if (row.PrimaryKey > last)
                {
                    last = row.PrimaryKey;
                    yield return row;
                }
            }
        }
    }

    private async Task<List<ArchiveRow>> ReadPageAsync(Target target, ArchiveQuery query, int last, CancellationToken cancellationToken)
    {
        var answer = await _api.SendAsync(ApiCall.Get(target.Path, target.Address(query, last)), mayBeMissing: false, cancellationToken);
        return answer.Read(root =>
        {
            var rows = ArchiveRow.ReadAll(root, target.KeyInRow);

            // A server that orders otherwise would have us skip what lies between.
            if (rows.Zip(rows.Skip(1)).Any(pair => pair.Second.PrimaryKey < pair.First.PrimaryKey))
            {
                throw new JsonException($"its rows are not in order of {target.KeyColumn}");
            }

            return rows is [] || rows[^1].PrimaryKey > last ? rows : throw new JsonException("the page does not lead on from the one before");
        });
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{0,99}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Provider();

    private sealed record Target(string Path, string KeyColumn, string? KeyInRow)
    {
        public string Address(ArchiveQuery query, int after)
        {
            var filter = query.Filter.And(ArchiveFilter.Greater(KeyColumn, after)).Expression;
            var columns = string.Join(',', query.Columns.Prepend(KeyColumn).Distinct(StringComparer.OrdinalIgnoreCase));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Path}?$select={Uri.EscapeDataString(columns)}&$filter={Uri.EscapeDataString(filter)}&$orderby={KeyColumn}&$top={query.PageSize}");
        }
    }
}
