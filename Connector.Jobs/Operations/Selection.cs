using System.Globalization;
using System.Text.Json.Serialization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Operations;

/// <summary>
/// Which records, jobs or writes an operation is about; each kind takes some of the members. All that is given must match, but for an adoption: there, what
/// any of them names is meant.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Selection
{
    /// <summary>The most entries of a list.</summary>
    public const int Most = 1_000;

    private const int Named = 5;
    private const int LongestOwner = 100;

    /// <summary>Contacts and persons, such as <c>contact:4711</c>; of an adoption contacts, whose persons are meant too.</summary>
    public IReadOnlyList<string>? Entities { get; init; }

    /// <summary>Jobs, by id.</summary>
    public IReadOnlyList<string>? Jobs { get; init; }

    /// <summary>What one pass wrote, by its number.</summary>
    public long? Pass { get; init; }

    /// <summary>What was written or proposed in one sync run.</summary>
    public string? Run { get; init; }

    /// <summary>What one batch did.</summary>
    public string? Batch { get; init; }

    /// <summary>What was written from this time on; UTC if nothing else is said.</summary>
    public string? From { get; init; }

    /// <summary>What was written before this time.</summary>
    public string? Until { get; init; }

    /// <summary>Contacts of these owners: associate ids or short names.</summary>
    public IReadOnlyList<string>? Owners { get; init; }

    /// <summary>Contacts of these categories, by id.</summary>
    public IReadOnlyList<int>? Categories { get; init; }

    /// <summary>All of the tenant's.</summary>
    public bool? All { get; init; }

    /// <summary>Of an undo: by the workers' journals, whatever became of Redis, and not by what Redis remembers.</summary>
    public bool? FromSnapshots { get; init; }

    /// <summary><c>recorded</c>: with the stored answer where there is one, which is meant if nothing is said; <c>fresh</c>: with a new analysis, which costs.</summary>
    public string? How { get; init; }

    /// <summary>True for a new analysis.</summary>
    [JsonIgnore]
    public bool IsFresh => How == "fresh";

    /// <summary>The contacts and persons, each once, in the order of their spelling.</summary>
    [JsonIgnore]
    public IReadOnlyList<EntityKey> Keys => [.. (Entities ?? []).Select(EntityKey.Parse).Distinct().OrderBy(key => key.ToString(), StringComparer.Ordinal)];

    /// <summary>The jobs' ids as Redis has them, each once and in order; what is no id stays as it is.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> JobIds =>
        [.. (Jobs ?? []).Select(id => Guid.TryParse(id, out var known) ? known.ToString("N") : id).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Which of our writes are meant.</summary>
    [JsonIgnore]
    public UndoSelection Writes => new()
    {
        Pass = Pass,
        Run = Run,
        Batch = Batch,
        From = TimeOf(From),
        Until = TimeOf(Until),
        Entities = Entities is null ? null : Keys,
    };

    private (string Name, bool IsGiven)[] Members =>
    [
        ("entities", Entities is not null), ("jobs", Jobs is not null), ("pass", Pass is not null), ("run", Run is not null), ("batch", Batch is not null),
        ("from", From is not null), ("until", Until is not null), ("owners", Owners is not null), ("categories", Categories is not null), ("all", All == true),
        ("fromSnapshots", FromSnapshots == true), ("how", How is not null),
    ];

    /// <summary>What is wrong with it as a selection of that kind, for people; null if nothing is.</summary>
    public string? Problem(OperationKind kind)
    {
        var rules = kind.Rule();
        var given = Members.Where(member => member.IsGiven).Select(member => member.Name).ToList();
        var selecting = given.Count(name => name is not ("how" or "fromSnapshots"));
        return given.Find(name => !rules.Takes.Contains(name)) is { } odd ? $"'{odd}' does not select {rules.Of.Many}; {rules.Word} takes {Listed(rules.Takes)}."
            : selecting == 0 ? $"Say which {rules.Of.Many} are meant: {Listed(rules.Takes.Where(name => name is not ("how" or "fromSnapshots")))}."
            : All == true && selecting > 1 ? "Say either 'all' or which: all is everything."
            : Sizes().Any(size => size is 0 or > Most) ? $"A list has 1 to {Most:N0} entries."
            : Entities?.Any(text => text is null || !EntityKey.TryParse(text, out var key) || key.Id == 0) == true ? "An entity is spelt contact:4711 or person:981."
            : kind == OperationKind.Adopt && Keys.Any(key => key.Kind != EntityKind.Contact) ? "Contacts are adopted, such as contact:4711, and their persons with them."
            : Jobs?.Any(string.IsNullOrEmpty) == true ? "A job's id has 32 digits, 0 to 9 and a to f."
            : Categories?.Any(id => id <= 0) == true ? "Ids are greater than 0."
            : Owners?.Any(owner => string.IsNullOrWhiteSpace(owner) || owner.Length > LongestOwner || owner.Any(char.IsControl)) == true
                ? $"Owners are associate ids or short names: 1 to {LongestOwner} printable characters."
            : new[] { Run, Batch }.OfType<string>().Any(id => !JobRequest.IsId(id)) ? "Runs and batches are named by their ids: letters, digits and hyphens."
            : new[] { From, Until }.OfType<string>().Any(text => TimeOf(text) is null) ? "'from' and 'until' must be times such as 2026-11-25T08:30:00Z."
            : How is not (null or "recorded" or "fresh") ? "'how' must be recorded or fresh."
            : null;
    }

    /// <summary>For people: what it names, not how much that is.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        All == true ? "all" : "", Said("", "records", Entities), Said("jobs ", "jobs", JobIds), Pass is { } pass ? $"pass {pass}" : "", Run is null ? "" : $"run {Run}",
        Batch is null ? "" : $"batch {Batch}", From is null ? "" : $"from {From}", Until is null ? "" : $"until {Until}",
        Said("owners ", "owners", Owners), Said("categories ", "categories", Categories), FromSnapshots == true ? "by the journal" : "", IsFresh ? "with a new analysis" : "",
    }.Where(said => said.Length > 0));

    private int[] Sizes() => [.. new[] { Entities?.Count, Jobs?.Count, Owners?.Count, Categories?.Count }.OfType<int>()];

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string Listed(IEnumerable<string> names) =>
        names.Select(name => $"'{name}'").ToList() is { Count: > 1 } quoted ? $"{string.Join(", ", quoted.SkipLast(1))} or {quoted[^1]}" : $"'{names.First()}'";

    private static string Said<T>(string before, string many, IReadOnlyList<T>? entries) => entries switch
    {
        null or { Count: 0 } => "",
        { Count: <= Named } => $"{before}{string.Join(' ', entries)}",
        _ => $"{entries.Count} {many}",
    };
}
