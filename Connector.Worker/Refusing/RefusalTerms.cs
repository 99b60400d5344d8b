using System.Globalization;
using Connector.Jobs.Queue;
using Connector.Jobs.Refusals;
using Connector.Worker.Deciding;
using Connector.Worker.Passes;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Refusing;

/// <summary>
/// What of a tenant's settings refuses records, and how these settings are now, as hashes. A record whose answer the mapping has no place for counts as
/// refused, too, whatever else of it was written.
/// </summary>
internal sealed class RefusalTerms(FieldMaps maps, IOptions<TenantOptions> options)
{
    private const string ForeignOwner = "foreign_owner";
    private const string OutOfScope = "out_of_scope";
    private const string NoConsent = "no_consent";
    private const string Unmapped = "unmapped";

    private readonly Dictionary<string, string> _fixed = Of(options.Value);

    /// <summary>The settings behind the list of owners.</summary>
    public Refusal Owners => new(ForeignOwner, _fixed[ForeignOwner]);

    /// <summary>All of them, the mapping as it fits the tenant's layout.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AllAsync(CancellationToken cancellationToken) =>
        new Dictionary<string, string>(_fixed)
        {
            [Unmapped] = Of(await maps.OfContactsAsync(cancellationToken), await maps.OfPersonsAsync(cancellationToken)),
        };

    /// <summary>What refused the entity a report is about; null if nothing did that a setting could lift.</summary>
    /// <param name="report">What its pass found.</param>
    /// <param name="map">Where its answer goes; null if it was not asked for one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Refusal?> OfAsync(EntityReport report, FieldMap? map, CancellationToken cancellationToken) =>
        _fixed.TryGetValue(report.Reason, out var terms) ? new Refusal(report.Reason, terms)
        : map is not null && IsWanting(map, report) ? new Refusal(Unmapped, (await AllAsync(cancellationToken))[Unmapped])
        : null;

    private static bool IsWanting(FieldMap map, EntityReport report) =>
        map.Content.Count == 0 || map.Problems.Any(p => p.Blocks) || report.Fields.Any(f => f.Decision == "unresolved");

    private static Dictionary<string, string> Of(TenantOptions tenant) => new()
    {
        [ForeignOwner] = Hash(Set(tenant.Owners)),
        [OutOfScope] = Hash(
            tenant.Scope.All ? "1" : "0", Set(tenant.Scope.Contacts), Set(tenant.Scope.Categories), Set(tenant.Scope.Owners)),
        [PersonRules.Off] = Hash(tenant.Persons.Enrich ? "1" : "0"),
        [NoConsent] = Hash(Set(tenant.Persons.ConsentPurposes), Set(tenant.Persons.WithdrawnLegalBases)),
    };

    private static string Of(params ReadOnlySpan<FieldMap> maps)
    {
        var parts = new List<string>();
        foreach (var map in maps)
        {
            parts.AddRange(map.Written.Select(f =>
                $"{f.Field} {f.ProgId} {f.Policy} {f.Unknown} {f.TooLong} {Set(f.Aliases.Select(a => $"{a.Key}={a.Value}"))}"));
            parts.Add(Set(map.Problems.Select(p => $"{p.Field} {p.Kind}")));
        }

        return Hash([.. parts]);
    }

    private static string Hash(params ReadOnlySpan<string> parts) => Fingerprint.Of("settings", parts)[..16];

    // Entries in another order or case are no change.
    private static string Set<T>(IEnumerable<T> entries) => string.Join(
        '\n', entries.Select(e => Convert.ToString(e, CultureInfo.InvariantCulture)!.Trim().ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal));
}
