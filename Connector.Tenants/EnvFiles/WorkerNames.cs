using System.Text.RegularExpressions;
using Connector.Jobs.Tenants;

namespace Connector.Tenants.EnvFiles;

/// <summary>
/// The worker's settings that may stand in <c>.env</c> beside the names of <see cref="EnvRules"/>, spelt as environment variables: mapping, persons, owners,
/// caps. What has a name of its own there has only that one.
/// Linked into whatever reads such a file and cannot reference the worker; a test of the worker's compares the names with its options.
/// </summary>
public static partial class WorkerNames
{
    private const string Tenant = "Tenant__";
    private const string SuperOffice = "SuperOffice__";

    private static readonly string[] OfEveryEntity = ["LastEnriched", "Stamp"];
    private static readonly string[] OfEveryField = ["ProgId", "Policy", "Unknown", "Aliases__*", "TooLong"];

    private static readonly string[] MappedFields =
    [
        .. Fields("Contact", "Vertical", "Summary", "Opener", "OpenerSecondary"), .. Fields("Person", "Role", "Subject", "Intro", "SocialProof"),
    ];

    private static readonly Dictionary<string, string> SaidOtherwise = new()
    {
        ["Tenant__Mode"] = "CONNECTOR_MODE",
        ["Tenant__Scope__All"] = "CONNECTOR_SCOPE",
        ["Tenant__Scope__Contacts__#"] = "CONNECTOR_SCOPE",
        ["Tenant__Scope__Owners__#"] = "CONNECTOR_SCOPE",
        ["Tenant__Scope__Categories__#"] = "CONNECTOR_SCOPE",
        ["SuperOffice__ContextIdentifier"] = "SO_CONTEXT_IDENTIFIER",
        ["SuperOffice__Environment"] = "SO_ENVIRONMENT",
        ["SuperOffice__ClientId"] = "SO_CLIENT_ID",
        ["SuperOffice__ClientSecret"] = "SO_CLIENT_SECRET",
        ["SuperOffice__RefreshToken"] = "SO_REFRESH_TOKEN",
        ["SuperOffice__RedirectUri"] = "SO_REDIRECT_URI",
        ["SuperOffice__Login"] = "SO_SYSTEM_USER_TOKEN",
        ["SuperOffice__SystemUserToken"] = "SO_SYSTEM_USER_TOKEN",
        ["SuperOffice__PrivateKeyFile"] = "SO_PRIVATE_KEY_FILE",
    };

    /// <summary>The names; <c>#</c> stands for a number from 0, <c>*</c> for any word.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        "Tenant__Owners__#", "Tenant__RelevantContactColumns__#", "Tenant__RelevantPersonColumns__#", "Tenant__SendOrgNr", "Tenant__CityAsks",
        "Tenant__Persons__Enrich", "Tenant__Persons__CompanyAsks", "Tenant__Persons__ConsentPurposes__#", "Tenant__Persons__WithdrawnLegalBases__#",
        "Tenant__Subscription__Watch", "Tenant__Subscription__LookEvery", "Tenant__Subscription__Mend", "Tenant__Subscription__MendUnproven",
        "Tenant__Subscription__CatchUp",
        "Tenant__TimeZone", "Tenant__Spend__CallsPerDay", "Tenant__Spend__AmountPerDay", "Tenant__Spend__Currency", "Tenant__Spend__ExpectedCost",
        "Tenant__OwnCompanies__#", "Tenant__LayoutReadEvery", "Tenant__ListItemsPerDay", "Tenant__MinimumConfidence", "Tenant__CascadeMost",
        "Tenant__WriteBudget__AccountsPerHour", "Tenant__WriteBudget__AccountsPerDay", "Tenant__Brake__Troubles", "Tenant__Brake__Records",
        .. MappedFields,
        "SuperOffice__AssociateId", "SuperOffice__DedicatedUser", "SuperOffice__WritePrecondition", "SuperOffice__Timeout", "SuperOffice__CallsPerSecond",
        "SuperOffice__MaxConcurrentCalls", "SuperOffice__BreakerFailureRatio", "SuperOffice__BreakerMinimumCalls", "SuperOffice__BreakerMinimumLoginCalls",
        "SuperOffice__BreakerWindow", "SuperOffice__BreakerPause", "SuperOffice__Language", "SuperOffice__Serial",
    ];

    /// <summary>Names of the worker that <see cref="EnvRules"/> has other names for.</summary>
    public static IReadOnlyCollection<string> KnownOtherwise => SaidOtherwise.Keys;

    /// <summary>Whether a name is, or seems meant to be, a setting of the worker.</summary>
    public static bool IsOne(string name) =>
        name.StartsWith(Tenant, StringComparison.OrdinalIgnoreCase) || name.StartsWith(SuperOffice, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name that is meant instead; null if it is one that may stand there.</summary>
    public static string? Instead(string name)
    {
        var shape = Alias().Replace(Index().Replace(name, "__#"), "__Aliases__*");
        return Known.Contains(shape, StringComparer.Ordinal) ? null
            : SaidOtherwise.GetValueOrDefault(shape) ?? Nearest(shape).Replace("#", "0", StringComparison.Ordinal).Replace("*", "Name", StringComparison.Ordinal);
    }

    /// <summary>What the worker is given of a file's values: these settings, and what may be written.</summary>
    /// <param name="values">The file's values, by name.</param>
    public static IReadOnlyDictionary<string, string> SettingsIn(IReadOnlyDictionary<string, string> values) =>
        (WriteScope.TryParse(values.GetValueOrDefault("CONNECTOR_SCOPE", ""), out var scope) ? scope : new Dictionary<string, string>())
            .Concat(values.Where(one => IsOne(one.Key))).ToDictionary();

    private static string Nearest(string shape) =>
        Known.Concat(SaidOtherwise.Keys).MinBy(known => EditDistance.Between(shape.ToUpperInvariant(), known.ToUpperInvariant())) is var near
        && SaidOtherwise.GetValueOrDefault(near!) is { } other ? other : near!;

    private static IEnumerable<string> Fields(string entity, params string[] names) =>
    [
        .. names.Concat(OfEveryEntity).SelectMany(_ => OfEveryField, (name, member) => $"Tenant__{entity}__{name}__{member}"),
        $"Tenant__{entity}__Inputs__#",
    ];

    [GeneratedRegex("__[0-9]{1,5}$")]
    private static partial Regex Index();

    [GeneratedRegex("__Aliases__.+$")]
    private static partial Regex Alias();
}
