using Connector.SuperOffice.Fields;

namespace Connector.Worker.Writing;

/// <summary>What a user-defined field must be like to hold an enrichment field.</summary>
/// <param name="Types">Its type is one of these.</param>
/// <param name="TextLength">The least characters a text field should have; 0 where it does not matter.</param>
/// <param name="LengthIsVital">True if a shorter field is of no use; false if texts are just cut.</param>
internal sealed record FieldRequirement(IReadOnlyList<FieldType> Types, int TextLength = 0, bool LengthIsVital = false)
{
    private static readonly FieldType[] Text = [FieldType.ShortText, FieldType.LongText];
    private static readonly FieldType[] Named = [FieldType.List, .. Text];

    /// <summary>The requirement of one of <see cref="FieldNames"/>.</summary>
    public static FieldRequirement Of(string field) => field switch
    {
        FieldNames.Vertical or FieldNames.Role => new(Named, 30),
        FieldNames.Subject => new(Text, 60),
        FieldNames.Summary or FieldNames.Opener or FieldNames.OpenerSecondary or FieldNames.Intro or FieldNames.SocialProof => new(Text, 190),
        FieldNames.LastEnriched => new([FieldType.Date, FieldType.UnlimitedDate]),
        FieldNames.Stamp => new(Text, Stamp.Longest, LengthIsVital: true),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Unknown enrichment field."),
    };

    /// <summary>Whether a field's type fits.</summary>
    public bool Fits(FieldDefinition definition) => Types.Contains(definition.Type);

    /// <summary>Whether a text field has the length; 0 means that the layout does not tell.</summary>
    public bool IsLongEnough(FieldDefinition definition) =>
        !Text.Contains(definition.Type) || definition.TextLength <= 0 || definition.TextLength >= TextLength;
}
