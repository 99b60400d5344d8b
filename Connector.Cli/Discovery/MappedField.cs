using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;

namespace Connector.Cli.Discovery;

/// <summary>A field that the connector writes, once a user-defined field is named for it.</summary>
/// <param name="Entity">Whose field.</param>
/// <param name="Name">Its part of the setting <c>Tenant:{entity}:{name}:ProgId</c>.</param>
/// <param name="Types">The types that can hold it, the best first.</param>
/// <param name="LeastLength">Characters below which a text field is of no use; 0 where texts are just cut.</param>
/// <param name="Words">What such a field may be labelled, in small letters.</param>
internal sealed record MappedField(CrmEntity Entity, string Name, FieldType[] Types, int LeastLength, string[] Words)
{
    private static readonly FieldType[] Named = [FieldType.List, FieldType.ShortText, FieldType.LongText];
    private static readonly FieldType[] Texts = [FieldType.LongText, FieldType.ShortText];
    private static readonly FieldType[] Days = [FieldType.Date, FieldType.UnlimitedDate];
    private static readonly FieldType[] Short = [FieldType.ShortText, FieldType.LongText];
    private static readonly string[] Stamps = ["enrichment stamp", "stamp", "stempel", "marker"];
    private static readonly string[] Enriched = ["last enriched", "letzte anreicherung", "zuletzt angereichert", "sist beriket", "enriched", "angereichert"];

    /// <summary>The setting, as an environment variable.</summary>
    public string Setting => $"Tenant__{Entity}__{Name}__ProgId";

    /// <summary>All there are. Docs: configuration.md, <c>Tenant:Contact</c> and <c>Tenant:Person</c>; the labels are guesses.</summary>
    public static IReadOnlyList<MappedField> All { get; } =
    [
        new(CrmEntity.Contact, "Vertical", Named, 0, ["vertical", "industry vertical", "branche", "industry", "industrie", "bransje", "segment"]),
        new(CrmEntity.Contact, "Summary", Texts, 0, ["summary", "zusammenfassung", "company summary", "sammendrag", "profile", "profil"]),
        new(CrmEntity.Contact, "OpenerSecondary", Texts, 0, ["second opener", "opener 2", "secondary opener", "zweite einleitung", "opener secondary"]),
        new(CrmEntity.Contact, "Opener", Texts, 0, ["opener", "first opener", "opener 1", "einleitung", "eröffnung", "opening"]),
        new(CrmEntity.Contact, "LastEnriched", Days, 0, Enriched),
        new(CrmEntity.Contact, "Stamp", Short, 110, Stamps),
        new(CrmEntity.Person, "Role", Named, 0, ["role", "rolle", "persona", "funktion"]),
        new(CrmEntity.Person, "Subject", Short, 0, ["mail subject", "subject", "betreff", "emne"]),
        new(CrmEntity.Person, "Intro", Texts, 0, ["mail intro", "intro", "einleitung", "introduction"]),
        new(CrmEntity.Person, "SocialProof", Texts, 0, ["social proof", "referenz", "reference", "referanse"]),
        new(CrmEntity.Person, "LastEnriched", Days, 0, Enriched),
        new(CrmEntity.Person, "Stamp", Short, 110, Stamps),
    ];
}
