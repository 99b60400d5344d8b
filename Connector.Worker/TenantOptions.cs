using System.ComponentModel.DataAnnotations;
using Connector.Jobs.Ledger;
using Connector.Worker.Deciding;
using Connector.Worker.Enriching;
using Connector.Worker.Healing;
using Connector.Worker.Limits;
using Connector.Worker.Spending;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker;

/// <summary>What we do for the tenant and to it, section <c>Tenant</c>.</summary>
public sealed class TenantOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tenant";

    /// <summary>
    /// <c>observe</c> reads and decides, <c>propose</c> also enriches and stores the differences, <c>write</c> writes them.
    /// Default <c>propose</c>: a person raises it.
    /// </summary>
    [EnumDataType(typeof(TenantMode), ErrorMessage = "Tenant:Mode must be observe, propose or write.")]
    public TenantMode Mode { get; set; } = TenantMode.Propose;

    /// <summary>Associate ids and short names whose contacts we work on. Default: none given, all.</summary>
    [MaxLength(1000, ErrorMessage = "Tenant:Owners must have at most {1} entries.")]
    public IList<string> Owners { get; } = [];

    /// <summary>Contact columns that mean work when they change. Default <see cref="RelevantColumns.DefaultContact"/>.</summary>
    [MaxLength(200, ErrorMessage = "Tenant:RelevantContactColumns must have at most {1} entries.")]
    public IList<string> RelevantContactColumns { get; } = [];

    /// <summary>Person columns that mean work when they change. Default <see cref="RelevantColumns.DefaultPerson"/>.</summary>
    [MaxLength(200, ErrorMessage = "Tenant:RelevantPersonColumns must have at most {1} entries.")]
    public IList<string> RelevantPersonColumns { get; } = [];

    /// <summary>Whether the organisation number may leave the CRM with the company's name, website and city. Default false.</summary>
    public bool SendOrgNr { get; set; }

    /// <summary>Whether another city is worth a new question. It is sent in any case. Default false.</summary>
    public bool CityAsks { get; set; }

    /// <summary>Which humans may be asked about.</summary>
    [ValidateObjectMembers]
    public PersonOptions Persons { get; } = new();

    /// <summary>
    /// Where the tenant's days begin and end: a name of the IANA time zone database, such as <c>Europe/Oslo</c>. Default <c>UTC</c>.
    /// </summary>
    [Required(ErrorMessage = "Tenant:TimeZone must not be empty.")]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>What enriching may cost.</summary>
    [ValidateObjectMembers]
    public SpendOptions Spend { get; } = new();

    /// <summary>
    /// Contact ids of the companies that own this CRM, which are never enriched. Default: none given, found out from whom we log in as, else asked
    /// of SuperOffice for each contact.
    /// </summary>
    [MaxLength(100, ErrorMessage = "Tenant:OwnCompanies must have at most {1} entries.")]
    public IList<int> OwnCompanies { get; } = [];

    /// <summary>How often the tenant's published fields are read again and the mapping is checked against them. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Tenant:LayoutReadEvery must be between {1} and {2}.")]
    public TimeSpan LayoutReadEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>List items that may be created in a day (UTC), for all fields whose mapping allows it together. Default 10.</summary>
    [Range(0, 1000, ErrorMessage = "Tenant:ListItemsPerDay must be between {1} and {2}.")]
    public int ListItemsPerDay { get; set; } = 10;

    /// <summary>An answer that names a lower confidence is proposed, whatever the mode. Default 0: none is.</summary>
    [Range(0.0, 1.0, ErrorMessage = "Tenant:MinimumConfidence must be between {1} and {2}.")]
    public double MinimumConfidence { get; set; }

    /// <summary>The most persons that a change of their company's name or vertical makes due; 0 is none. Default 50.</summary>
    [Range(0, 500, ErrorMessage = "Tenant:CascadeMost must be between {1} and {2}.")]
    public int CascadeMost { get; set; } = 50;

    /// <summary>What may be written in mode <c>write</c>, which needs it.</summary>
    [ValidateObjectMembers]
    public ScopeOptions Scope { get; } = new();

    /// <summary>How much may be written by itself.</summary>
    [ValidateObjectMembers]
    public WriteBudgetOptions WriteBudget { get; } = new();

    /// <summary>When the mode is lowered by itself.</summary>
    [ValidateObjectMembers]
    public BrakeOptions Brake { get; } = new();

    /// <summary>How its webhook is looked after.</summary>
    [ValidateObjectMembers]
    public SubscriptionOptions Subscription { get; } = new();

    /// <summary>Where a company's enrichment goes.</summary>
    public ContactMapping Contact { get; } = new();

    /// <summary>Where a person's enrichment goes.</summary>
    public PersonMapping Person { get; } = new();

    internal QuestionTerms Terms() => new(SendOrgNr, CityAsks, Persons.CompanyAsks);

    internal RelevantColumns Columns() => new(
        RelevantContactColumns.Count > 0 ? RelevantContactColumns : RelevantColumns.DefaultContact,
        RelevantPersonColumns.Count > 0 ? RelevantPersonColumns : RelevantColumns.DefaultPerson,
        (Owners.Count > 0 || Scope.Owners.Count > 0 ? Gates.Owner : Gates.None)
        | (Scope.Categories.Count > 0 ? Gates.Category : Gates.None)
        | (Persons.Enrich ? Gates.Persons : Gates.None));
}

/// <summary>One enrichment field's place in the CRM.</summary>
public sealed class FieldMapping
{
    /// <summary>ProgId of the user-defined field, such as <c>SuperOffice:83</c>, case-sensitive; empty: not mapped.</summary>
    public string? ProgId { get; set; }

    /// <summary>Who wins where both sides have a value. Default <c>keep-human</c>.</summary>
    public MergePolicy Policy { get; set; }

    /// <summary>For list fields: what happens to a name that the list lacks. Default <c>report</c>.</summary>
    public UnknownItem Unknown { get; set; }

    /// <summary>For list fields: per name that the Company Explorer uses, the item that is meant. Looked at before the list.</summary>
    public IDictionary<string, string> Aliases { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>For text fields: what happens to a text longer than the field. Default <c>cut</c>.</summary>
    public TooLongText TooLong { get; set; }
}

/// <summary>A mapping's own fields, which say when and from what we wrote.</summary>
public abstract class EntityMapping
{
    /// <summary>A date field for the day of our last write. Default: none.</summary>
    public FieldMapping LastEnriched { get; } = new();

    /// <summary>A text field for our stamp, which makes the ledger recoverable from the CRM alone. Default: none.</summary>
    public FieldMapping Stamp { get; } = new();

    /// <summary>
    /// ProgIds of user-defined fields that people set and that ask for a new enrichment when they change, such as a role or a status.
    /// They are read, never written and never sent. Default: none.
    /// </summary>
    public IList<string> Inputs { get; } = [];

    /// <summary>The enrichment fields by the names they are shown with.</summary>
    internal abstract IEnumerable<(string Field, FieldMapping Mapping)> Content { get; }

    /// <summary>Everything mapped to a ProgId.</summary>
    internal IEnumerable<(string Field, FieldMapping Mapping)> All =>
        Content
        .Concat([(Field: FieldNames.LastEnriched, Mapping: LastEnriched), (Field: FieldNames.Stamp, Mapping: Stamp)])
        .Where(f => !string.IsNullOrEmpty(f.Mapping.ProgId));
}

/// <summary>Fields of a company.</summary>
public sealed class ContactMapping : EntityMapping
{
    /// <summary>Its industry: a list field. Default <c>SuperOffice:83</c>.</summary>
    public FieldMapping Vertical { get; } = new() { ProgId = "SuperOffice:83" };

    /// <summary>What it does.</summary>
    public FieldMapping Summary { get; } = new();

    /// <summary>First sentence of a letter to it.</summary>
    public FieldMapping Opener { get; } = new();

    /// <summary>Another one.</summary>
    public FieldMapping OpenerSecondary { get; } = new();

    internal override IEnumerable<(string Field, FieldMapping Mapping)> Content =>
        [(FieldNames.Vertical, Vertical), (FieldNames.Summary, Summary), (FieldNames.Opener, Opener), (FieldNames.OpenerSecondary, OpenerSecondary)];
}

/// <summary>Fields of a person.</summary>
public sealed class PersonMapping : EntityMapping
{
    /// <summary>Role in the company.</summary>
    public FieldMapping Role { get; } = new();

    /// <summary>Subject of a letter.</summary>
    public FieldMapping Subject { get; } = new();

    /// <summary>Its introduction.</summary>
    public FieldMapping Intro { get; } = new();

    /// <summary>Whom we helped that is like them.</summary>
    public FieldMapping SocialProof { get; } = new();

    internal override IEnumerable<(string Field, FieldMapping Mapping)> Content =>
        [(FieldNames.Role, Role), (FieldNames.Subject, Subject), (FieldNames.Intro, Intro), (FieldNames.SocialProof, SocialProof)];
}
