namespace Connector.Sandbox.Tenant.Fields;

/// <summary>
/// The tenant's user-defined fields. An administrator edits a draft and publishes it; entities have the published fields only,
/// and the plain <c>UdefLayout</c> shows the draft, so a client that reads it sees fields that cannot be written.
/// </summary>
internal sealed class FieldLayout
{
    /// <summary>SuperOffice keeps short texts in columns of this length.</summary>
    private const int ShortText = 199;
    private const int LongText = 3999;

    public static FieldLayout Contact { get; } = new("Contact",
    [
        new("SuperOffice:83", "Vertical", FieldKind.List, ListId: UserList.VerticalId),
        new("SuperOffice:84", "Summary", FieldKind.LongText, LongText),
        new("SuperOffice:85", "Opener", FieldKind.LongText, LongText),
        new("SuperOffice:86", "Second opener", FieldKind.LongText, LongText),
        new("SuperOffice:87", "Last enriched", FieldKind.Date),
        new("SuperOffice:88", "Enrichment stamp", FieldKind.ShortText, ShortText),
        new("SuperOffice:89", "Key account", FieldKind.Checkbox),
        new("SuperOffice:90", "Employees", FieldKind.Number),
    ],
    new("SuperOffice:91", "Website checked", FieldKind.Checkbox));

    public static FieldLayout Person { get; } = new("Person",
    [
        new("SuperOffice:20", "Role", FieldKind.ShortText, ShortText),
        new("SuperOffice:21", "Mail subject", FieldKind.ShortText, ShortText),
        new("SuperOffice:22", "Mail intro", FieldKind.LongText, LongText),
        new("SuperOffice:23", "Social proof", FieldKind.LongText, LongText),
        new("SuperOffice:24", "Last enriched", FieldKind.Date),
        new("SuperOffice:25", "Enrichment stamp", FieldKind.ShortText, ShortText),
    ],
    new("SuperOffice:26", "Language", FieldKind.ShortText, ShortText));

    public static FieldLayout Sale { get; } = new("Sale",
    [
        new("SuperOffice:1", "Delivery terms", FieldKind.ShortText, ShortText),
        new("SuperOffice:2", "Margin", FieldKind.Decimal),
        new("SuperOffice:3", "Contract ends", FieldKind.UnlimitedDate),
    ],
    new("SuperOffice:4", "Renewal", FieldKind.Checkbox));

    private FieldLayout(string owner, IReadOnlyList<FieldColumn> fields, FieldColumn unpublished)
    {
        Owner = owner;
        Fields = fields;
        Draft = [.. fields, unpublished];
    }

    public static IReadOnlyList<FieldLayout> All { get; } = [Contact, Person, Sale];

    /// <summary>The entity, as in <c>UserDefinedFieldInfo.Type</c>.</summary>
    public string Owner { get; }

    /// <summary>The published fields.</summary>
    public IReadOnlyList<FieldColumn> Fields { get; }

    /// <summary>The fields of the draft: the published ones and one that is not published yet.</summary>
    public IReadOnlyList<FieldColumn> Draft { get; }

    public FieldColumn? Find(string progId) => Fields.FirstOrDefault(field => field.ProgId == progId);
}
