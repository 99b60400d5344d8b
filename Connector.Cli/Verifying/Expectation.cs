using System.Text.Json;
using Connector.SuperOffice.Entities;

namespace Connector.Cli.Verifying;

/// <summary>A member of an answer that the connector reads.</summary>
/// <param name="Path">Where it is: names with dots between, <c>[]</c> behind a list of which each is meant.</param>
/// <param name="Kinds">What it may be, besides null or absent.</param>
/// <param name="IsVital">True if nothing is done without it.</param>
/// <param name="For">What it is for.</param>
internal sealed record Expectation(string Path, JsonValueKind[] Kinds, bool IsVital, string For)
{
    private static readonly JsonValueKind[] Text = [JsonValueKind.String];
    private static readonly JsonValueKind[] Number = [JsonValueKind.Number, JsonValueKind.String];
    private static readonly JsonValueKind[] Flag = [JsonValueKind.True, JsonValueKind.False, JsonValueKind.Number];
    private static readonly JsonValueKind[] Thing = [JsonValueKind.Object];
    private static readonly JsonValueKind[] List = [JsonValueKind.Array];

    /// <summary>What the connector reads of an entity. Source: SuperOffice's descriptions of the carriers.</summary>
    public static IReadOnlyList<Expectation> Of(CrmEntity kind) =>
    [
        .. kind == CrmEntity.Contact ? OfContact : OfPerson,
        new("UpdatedDate", Text, true, "whether it was changed since it was read"),
        new("UpdatedBy.AssociateId", Number, false, "whether a change was ours"),
        new("TableRight.Mask", Text, false, "whether it may be changed"),
        new("FieldProperties", Thing, false, "which fields may be changed"),
    ];

    private static IReadOnlyList<Expectation> OfContact { get; } =
    [
        new("ContactId", Number, true, "which company it is"),
        new("Name", Text, true, "what is asked about"),
        new("OrgNr", Text, false, "what is asked about, if Tenant:SendOrgNr"),
        new("Urls[].Value", Text, false, "its websites"),
        new("Associate.AssociateId", Number, false, "its owner"),
        new("Category.Id", Number, false, "the scope"),
        new("Country.CountryId", Number, false, "its country"),
        new("Address.Street.City", Text, false, "its city"),
        new("Persons[].PersonId", Number, false, "its persons"),
        new("Deleted", Flag, false, "whether it is deleted"),
    ];

    private static IReadOnlyList<Expectation> OfPerson { get; } =
    [
        new("PersonId", Number, true, "which person it is"),
        new("Contact.ContactId", Number, true, "its company"),
        new("Firstname", Text, false, "its name"),
        new("Lastname", Text, false, "its name"),
        new("Title", Text, false, "its job title"),
        new("Retired", Flag, false, "whether it left the company"),
        new("NoMailing", Flag, false, "whether it wants mailings"),
        new("Consents[].ConsentPurposeKey", Text, false, "its consents"),
        new("Consents[].LegalBaseKey", Text, false, "their legal bases"),
    ];
}
