using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Fields;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// Reads the carriers ContactEntity, PersonEntity and SaleEntity, as far as the records go. What decides whether and what is asked and
/// written must be as documented, or it is a <see cref="JsonException"/>; all else counts as absent where it is odd.
/// </summary>
internal static class RecordReader
{
    /// <summary>
    /// The rights, and SuperOffice's short names of several, that do not include the one to change a record. Source: the values of
    /// <c>TableRight.Mask</c> in SuperOffice's descriptions, which do not say what the short names stand for.
    /// </summary>
    private static readonly HashSet<string> OtherRights =
        new(["None", "Select", "Insert", "Delete", "Filtering", "R", "RI", "RF", "F", "FI"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] NameParts = ["Firstname", "MiddleName", "Lastname"];

    /// <summary>Reads a ContactEntity.</summary>
    public static ContactRecord Contact(JsonElement root, int id) => new()
    {
        ContactId = Own(root, "ContactId", id),
        Name = root.Text("Name"),
        OrgNr = LooseText(root, "OrgNr"),
        Website = Elements(root, "Urls").FirstOrDefault(""),
        Websites = Elements(root, "Urls"),
        City = CityReader.Read(root),
        Owner = Owner(root),
        PersonIds = [.. Listed(root, "Persons", person => person.OptionalInteger("PersonId")).OfType<int>()],
        Category = Item(root, "Category"),
        Business = Item(root, "Business"),
        Country = root.OrElse(Country, null),
        Emails = Elements(root, "Emails"),
        Phones = Elements(root, "Phones"),
        // Whoever cannot be understood wants none.
        NoMailing = root.OrElse(contact => contact.Flag("NoMailing"), true),
        Fields = FieldsReader.Read(root),
        UpdatedDate = Version(root),
        UpdatedBy = UpdatedBy(root),
        Deleted = Deleted(root),
        MayBeChanged = MayBeChanged(root),
        ReadOnlyFields = FieldRights.ReadOnly(root),
        Raw = new RecordJson(CrmEntity.Contact, root),
    };

    /// <summary>Reads a PersonEntity.</summary>
    public static PersonRecord Person(JsonElement root, int id) => new()
    {
        PersonId = Own(root, "PersonId", id),
        ContactId = Reference(root, "Contact", "ContactId"),
        FullName = FullName(root),
        Title = root.Text("Title"),
        Retired = root.Flag("Retired"),
        Position = Item(root, "Position"),
        Emails = Elements(root, "Emails"),
        NoMailing = root.Flag("NoMailing"),
        Consents = [.. Listed(root, "Consents", consent => new Consent(consent.Text("ConsentPurposeKey"), consent.Text("LegalBaseKey"))).OfType<Consent>()],
        IsAssociate = root.Flag("IsAssociate"),
        Source = root.OrElse(person => person.OptionalInteger("Source"), null) ?? 0,
        Fields = FieldsReader.Read(root),
        UpdatedDate = Version(root),
        UpdatedBy = UpdatedBy(root),
        Deleted = Deleted(root),
        MayBeChanged = MayBeChanged(root),
        ReadOnlyFields = FieldRights.ReadOnly(root),
        Raw = new RecordJson(CrmEntity.Person, root),
    };

    /// <summary>Reads a SaleEntity.</summary>
    public static SaleRecord Sale(JsonElement root, int id) => new()
    {
        SaleId = Own(root, "SaleId", id),
        Heading = root.Text("Heading"),
        Number = root.Text("Number"),
        Amount = root.OptionalDecimal("Amount") ?? 0,
        Currency = Item(root, "Currency"),
        SaleDate = root.OptionalDate("Saledate"),
        Status = root.Name<SaleStatus>("Status"),
        SaleType = Item(root, "SaleType"),
        Stage = Item(root, "Rating"),
        Probability = root.OptionalInteger("Probability") ?? 0,
        ContactId = Reference(root, "Contact", "ContactId"),
        PersonId = Reference(root, "Person", "PersonId"),
        Owner = Owner(root),
        Fields = FieldsReader.Read(root),
        UpdatedDate = Version(root),
        UpdatedBy = UpdatedBy(root),
        Deleted = Deleted(root),
        MayBeChanged = MayBeChanged(root),
        ReadOnlyFields = FieldRights.ReadOnly(root),
        Raw = new RecordJson(CrmEntity.Sale, root),
    };

    /// <summary>The name of the entity's primary key.</summary>
    public static string KeyOf(CrmEntity entity) => entity + "Id";

    /// <summary>Reads only the fields of any of them, for the answer to a change.</summary>
    public static IReadOnlyDictionary<string, string> FieldsOf(JsonElement root, CrmEntity entity, int id)
    {
        Own(root, KeyOf(entity), id);
        return FieldsReader.Read(root);
    }

    /// <summary>When it last changed; a record never changed since it was created has no such date, but one of its creation.</summary>
    public static DateTimeOffset Version(JsonElement root) =>
        root.Member("UpdatedDate") is null
            ? throw new JsonException("UpdatedDate is missing")
            : root.OptionalDate("UpdatedDate") ?? root.OptionalDate("CreatedDate") ?? DateTimeOffset.MinValue;

    private static int Own(JsonElement root, string key, int id) =>
        root.Integer(key) == id ? id : throw new JsonException($"{key} is not the one asked for");

    private static int? Reference(JsonElement root, string name, string key) =>
        root.OptionalObject(name)?.OptionalInteger(key) is { } id and > 0 ? id : null;

    // It only ever adds to what is known: an odd one is as good as none, and keeps no record from being read.
    private static int? UpdatedBy(JsonElement root) => root.OrElse(record => Reference(record, "UpdatedBy", "AssociateId"), null);

    private static ListItem? Item(JsonElement root, string name) => root.OrElse(
        record => record.OptionalObject(name) is { } item && item.OptionalInteger("Id") is { } id and > 0 ? new ListItem(id, LooseText(item, "Value")) : null,
        null);

    private static CountryRef? Country(JsonElement root) =>
        root.OptionalObject("Country") is { } country && country.OptionalInteger("CountryId") is { } id and > 0
            ? new CountryRef(id, LooseText(country, "Name"), LooseText(country, "TwoLetterISOCountry"))
            : null;

    private static List<string> Elements(JsonElement root, string name) =>
        [.. Listed(root, name, element => element.Text("Value").Trim()).OfType<string>().Where(value => value.Length > 0)];

    /// <summary>The items that can be read; the others, and a list that is none, say nothing.</summary>
    private static IEnumerable<T?> Listed<T>(JsonElement root, string name, Func<JsonElement, T?> read) =>
        root.OrElse(record => record.Items(name).ToList(), []).Select(item => item.OrElse(read, default));

    private static string LooseText(JsonElement root, string name) => root.OrElse(
        record => record.Member(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : record.Text(name), "");

    private static AssociateRef? Owner(JsonElement root) =>
        root.OptionalObject("Associate") is { } associate
        && new AssociateRef(associate.OptionalInteger("AssociateId") ?? 0, associate.Text("Name")) is var owner
        && (owner.AssociateId != 0 || owner.Name.Length > 0)
            ? owner
            : null;

    private static string FullName(JsonElement root) =>
        LooseText(root, "FullName") is { Length: > 0 } name
            ? name
            : string.Join(' ', NameParts.Select(part => LooseText(root, part)).Where(part => part.Length > 0));

    // Only a mask of nothing but known other rights is a no; what is absent, odd or unknown leaves it to the answer to the change.
    private static bool MayBeChanged(JsonElement root) => root.OrElse(
        record => record.OptionalObject("TableRight")?.OptionalText("Mask") is not { } mask
            || !mask.Split(',', StringSplitOptions.TrimEntries).All(OtherRights.Contains),
        true);

    // The REST carrier has Deleted; archives and webhooks know the date.
    private static bool Deleted(JsonElement root) => root.Flag("Deleted") || root.OptionalDate("DeletedDate") is not null;
}
