using Connector.Jobs.Mapping;
using Connector.Jobs.Queue;

namespace Connector.Dashboard.Pages;

/// <summary>How fields, and what was decided about them, are named on pages.</summary>
internal static class FieldWords
{
    /// <summary>Fields that only accompany what was written: when, and what it was made from.</summary>
    public static bool IsCompanion(FieldChange field) => field.Field is "stamp" or "last_enriched";

    /// <summary>What happened to the field; <c>write</c> alone does not say whether anything was.</summary>
    public static string Decision(EntityReport report, FieldChange field) => (field.Decision, report.Outcome) switch
    {
        ("write", JobOutcome.Completed) => "written",
        ("write", JobOutcome.Proposed) => "proposed",
        ("write", _) => "would write",
        var (decision, _) => decision,
    };

    /// <summary>What people see beside the field in the CRM; until the mapping was checked, our own word for it.</summary>
    public static string Label(MappingReport? mapping, EntityReport report, FieldChange field) =>
        mapping?.Fields.FirstOrDefault(row => row.ProgId == field.ProgId && report.Entity.ToString().StartsWith(row.Entity + ":", StringComparison.Ordinal))?.Label
            is { Length: > 0 } label ? label : field.Field;

    /// <summary>What <see cref="Label"/> leaves out.</summary>
    public static string Key(string label, FieldChange field) => label == field.Field ? field.ProgId : $"{field.Field} · {field.ProgId}";
}
