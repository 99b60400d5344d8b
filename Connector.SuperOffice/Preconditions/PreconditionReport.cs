namespace Connector.SuperOffice.Preconditions;

/// <summary>What a tenant does with a precondition.</summary>
public enum PreconditionVerdict
{
    /// <summary>It could not be found out.</summary>
    Unknown,

    /// <summary>It stops a change where it does not hold, and lets one pass where it does.</summary>
    Honoured,

    /// <summary>A change passes although it does not hold.</summary>
    Ignored,

    /// <summary>The tenant does not understand it, or stops changes although it holds.</summary>
    Refused,
}

/// <summary>How a <c>test</c> operation names a user-defined field.</summary>
public enum FieldTestForm
{
    /// <summary>In no form the tenant honours.</summary>
    None,

    /// <summary>By a path of its own, <c>CustomFields/{ProgId}</c>, which is what <see cref="WritePrecondition.Test"/> sends.</summary>
    Leaf,

    /// <summary>By an object at <c>CustomFields</c> only.</summary>
    Object,
}

/// <summary>Which preconditions of a PATCH a tenant honours, as tried on one record.</summary>
public sealed record PreconditionReport
{
    /// <summary>JSON Patch <c>test</c> operations.</summary>
    public required PreconditionVerdict Test { get; init; }

    /// <summary>The form in which they are honoured.</summary>
    public required FieldTestForm TestForm { get; init; }

    /// <summary>The header If-Unmodified-Since.</summary>
    public required PreconditionVerdict UnmodifiedSince { get; init; }

    /// <summary>What was sent and what came back, one sentence each, in order. Holds no value of the record.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    /// <summary>The strictest setting of <see cref="SuperOfficeOptions.WritePrecondition"/> that works here.</summary>
    public WritePrecondition Suggested =>
        Test == PreconditionVerdict.Honoured && TestForm == FieldTestForm.Leaf && UnmodifiedSince != PreconditionVerdict.Refused ? WritePrecondition.Test
        : UnmodifiedSince == PreconditionVerdict.Honoured ? WritePrecondition.UnmodifiedSince
        : WritePrecondition.None;
}
