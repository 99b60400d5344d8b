using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>What a user-defined field must be like to hold an enrichment field.</summary>
/// <param name="Types">Its type is one of these, the best first.</param>
/// <param name="TextLength">The least characters a text field should have; 0 where it does not matter.</param>
/// <param name="LengthIsVital">True if a shorter field is of no use; false if texts are just cut.</param>
internal sealed record FieldRequirement(IReadOnlyList<FieldType> Types, int TextLength = 0, bool LengthIsVital = false)
{
    /// <summary>The most characters a stamp without claims has; a field must hold as many.</summary>
    public const int StampLength = 110;

    private static readonly FieldType[] Short = [FieldType.ShortText, FieldType.LongText];
    private static readonly FieldType[] Long = [FieldType.LongText, FieldType.ShortText];
    private static readonly FieldType[] Named = [FieldType.List, .. Short];

    /// <summary>The requirement of one of <see cref="FieldNames"/>.</summary>
    public static FieldRequirement Of(string field) => field switch
    {
        FieldNames.Vertical or FieldNames.Role => new(Named, 30),
        FieldNames.Subject => new(Short, 60),
        FieldNames.Summary or FieldNames.Opener or FieldNames.OpenerSecondary or FieldNames.Intro or FieldNames.SocialProof => new(Long, 190),
        FieldNames.LastEnriched => new([FieldType.Date, FieldType.UnlimitedDate]),
        FieldNames.Stamp => new(Short, StampLength, LengthIsVital: true),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Unknown enrichment field."),
    };

    /// <summary>Whether a field's type fits.</summary>
    public bool Fits(FieldDefinition definition) => Types.Contains(definition.Type);

    /// <summary>Whether a text field has the length; 0 means that the layout does not tell.</summary>
    public bool IsLongEnough(FieldDefinition definition) =>
        !Short.Contains(definition.Type) || definition.TextLength <= 0 || definition.TextLength >= TextLength;
}
