using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Jobs.Runs;

namespace Connector.Dashboard.History;

/// <summary>A run as the history keeps it: how it is stored, and what it is found by.</summary>
internal static class RunDocument
{
    private const int LongestValue = 500;
    private const int LeastDigits = 6;
    private const int MostDigits = 20;

    // The letters are part of the file's format.
    private const char TenantTag = 't';
    private const char StatusTag = 's';
    private const char TriggerTag = 'v';
    private const char ReasonTag = 'r';
    private const char ErrorTag = 'x';
    private const char EntityTag = 'e';

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string RowOf(SyncRun run) => JsonSerializer.Serialize(run, Json);

    public static SyncRun ReadRow(string row) => JsonSerializer.Deserialize<SyncRun>(row, Json)!;

    public static byte[] Pack(SyncRunDetails details)
    {
        var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        {
            JsonSerializer.Serialize(brotli, details, Json);
        }

        return packed.ToArray();
    }

    public static SyncRunDetails Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<SyncRunDetails>(brotli, Json)!;
    }

    public static string TagOf(SyncRunStatus status) => SearchTerms.Tag(StatusTag, status.ToString());

    public static string TenantTagOf(string tenant) => SearchTerms.Tag(TenantTag, tenant);

    public static string TriggerTagOf(string trigger) => SearchTerms.Tag(TriggerTag, trigger);

    public static string ReasonTagOf(string reason) => SearchTerms.Tag(ReasonTag, reason);

    public static string ErrorTagOf(string error) => SearchTerms.Tag(ErrorTag, error);

    public static string EntityTagOf(string entity) => SearchTerms.Tag(EntityTag, entity);

    /// <summary>What filters find it by, but for its status, which comes first and elsewhere.</summary>
    public static string TagsOf(SyncRunDetails details) => string.Join(
        ' ',
        [
            TenantTagOf(details.Run.Tenant),
            .. details.Run.Triggers.Keys.Select(TriggerTagOf),
            .. details.Run.Reasons.Select(ReasonTagOf),
            .. details.Run.ErrorClasses.Select(ErrorTagOf),
            .. EntitiesOf(details).Select(EntityTagOf),
        ]);

    /// <summary>What a search finds it by.</summary>
    public static string TextOf(SyncRunDetails details)
    {
        var run = details.Run;
        IEnumerable<string?> words =
        [
            run.Name, run.Owner, run.Tenant, run.Id, run.Error, .. EntitiesOf(details), .. run.Triggers.Keys, .. run.Reasons,
            .. details.Jobs.SelectMany(job => new[] { job.Id, job.EventId, job.Error, job.By }),
            .. details.Reports.SelectMany(report => new[] { report.Reason, report.Error, report.Detail, report.Model }),
            .. details.Reports.SelectMany(report => report.Fields)
                .SelectMany(field => Values(field.OldText ?? field.Old).Concat(Values(field.NewText ?? field.New)).Append(field.Field).Append(field.ProgId)),
        ];
        return string.Join('\n', words.Where(word => !string.IsNullOrEmpty(word)).Distinct(StringComparer.Ordinal)).Replace('\0', ' ');
    }

    private static IEnumerable<string> EntitiesOf(SyncRunDetails details) =>
        details.Jobs.Select(job => job.Entity).Append(EntityOf(details.Run.Account)).Where(entity => entity.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary>Such as <c>contact:4711</c> for <c>c4711</c>; empty for what is neither a contact nor a person.</summary>
    public static string EntityOf(string account) => account switch
    {
        "c0" => "",
        ['c', .. var id] => $"contact:{id}",
        ['p', .. var id] => $"person:{id}",
        _ => "",
    };

    // A number that is written in groups, such as an organisation's, is found without them too.
    private static IEnumerable<string> Values(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            yield break;
        }

        var shown = value.Length <= LongestValue ? value : value[..LongestValue];
        yield return shown;
        if (shown.Length <= MostDigits && shown.All(one => char.IsAsciiDigit(one) || one is ' ' or '-' or '.' or '/')
            && string.Concat(shown.Where(char.IsAsciiDigit)) is { Length: >= LeastDigits } digits && digits.Length < shown.Length)
        {
            yield return digits;
        }
    }

    /// <summary>What the cost is sorted by.</summary>
    public static double? CostOf(SyncRun run) => run.Cost?.Split(' ')[0] is { } amount ? double.Parse(amount, CultureInfo.InvariantCulture) : null;
}
