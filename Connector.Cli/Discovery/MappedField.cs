using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Cli.Discovery;

/// <summary>A field that the connector writes, once a user-defined field is named for it.</summary>
/// <param name="Entity">Whose field.</param>
/// <param name="Name">Its part of the setting <c>Tenant:{entity}:{name}:ProgId</c>.</param>
/// <param name="Field">One of <see cref="FieldNames"/>.</param>
/// <param name="Words">What such a field may be labelled, in small letters.</param>
internal sealed record MappedField(CrmEntity Entity, string Name, string Field, string[] Words)
{
    private static readonly string[] Stamps = ["enrichment stamp", "stamp", "stempel", "marker"];
    private static readonly string[] Enriched = ["last enriched", "letzte anreicherung", "zuletzt angereichert", "sist beriket", "enriched", "angereichert"];

    /// <summary>The setting, as an environment variable.</summary>
    public string Setting => $"Tenant__{Entity}__{Name}__ProgId";

    /// <summary>The types that can hold it, the best first.</summary>
    public IReadOnlyList<FieldType> Types => FieldRequirement.Of(Field).Types;

    /// <summary>Characters below which a text field is of no use; 0 where texts are just cut.</summary>
    public int LeastLength => FieldRequirement.Of(Field) is { LengthIsVital: true } needs ? needs.TextLength : 0;

    /// <summary>All there are. Docs: configuration.md, <c>Tenant:Contact</c> and <c>Tenant:Person</c>; the labels are guesses.</summary>
    public static IReadOnlyList<MappedField> All { get; } =
    [
        new(CrmEntity.Contact, "Vertical", FieldNames.Vertical, ["vertical", "industry vertical", "branche", "industry", "industrie", "bransje", "segment"]),
        new(CrmEntity.Contact, "Summary", FieldNames.Summary, ["summary", "zusammenfassung", "company summary", "sammendrag", "profile", "profil"]),
        new(CrmEntity.Contact, "OpenerSecondary", FieldNames.OpenerSecondary, ["second opener", "opener 2", "secondary opener", "zweite einleitung", "opener secondary"]),
        new(CrmEntity.Contact, "Opener", FieldNames.Opener, ["opener", "first opener", "opener 1", "einleitung", "eröffnung", "opening"]),
        new(CrmEntity.Contact, "LastEnriched", FieldNames.LastEnriched, Enriched),
        new(CrmEntity.Contact, "Stamp", FieldNames.Stamp, Stamps),
        new(CrmEntity.Person, "Role", FieldNames.Role, ["role", "rolle", "persona", "funktion"]),
        new(CrmEntity.Person, "Subject", FieldNames.Subject, ["mail subject", "subject", "betreff", "emne"]),
        new(CrmEntity.Person, "Intro", FieldNames.Intro, ["mail intro", "intro", "einleitung", "introduction"]),
        new(CrmEntity.Person, "SocialProof", FieldNames.SocialProof, ["social proof", "referenz", "reference", "referanse"]),
        new(CrmEntity.Person, "LastEnriched", FieldNames.LastEnriched, Enriched),
        new(CrmEntity.Person, "Stamp", FieldNames.Stamp, Stamps),
    ];
}
