using System.Globalization;
using System.Text.Json;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Fields;

namespace Connector.SuperOffice.Entities;

/// <summary>
/// Reads the carriers ContactEntity, PersonEntity and SaleEntity, as far as the records go. Whatever is not as documented is a
/// <see cref="JsonException"/>.
/// </summary>
internal static class RecordReader
{
    /// <summary>Reads a ContactEntity.</summary>
    public static ContactRecord Contact(JsonElement root, int id) => new()
    {
        ContactId = Own(root, "ContactId", id),
        Name = root.Text("Name"),
        OrgNr = root.Text("OrgNr"),
        Website = FirstUrl(root),
        City = City(root),
        Owner = Owner(root),
        PersonIds = [.. root.Items("Persons").Select(person => person.Integer("PersonId"))],
        Category = Item(root, "Category"),
        Business = Item(root, "Business"),
        Country = Country(root),
        Emails = Elements(root, "Emails"),
        Phones = Elements(root, "Phones"),
        NoMailing = root.Flag("NoMailing"),
        Fields = FieldsReader.Read(root),
        UpdatedDate = Version(root),
        UpdatedBy = UpdatedBy(root),
        Deleted = Deleted(root),
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
        Consents = [.. root.Items("Consents").Select(consent => new Consent(consent.Text("ConsentPurposeKey"), consent.Text("LegalBaseKey")))],
        IsAssociate = root.Flag("IsAssociate"),
        Source = root.OptionalInteger("Source") ?? 0,
        Fields = FieldsReader.Read(root),
        UpdatedDate = Version(root),
        UpdatedBy = UpdatedBy(root),
        Deleted = Deleted(root),
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
    private static int? UpdatedBy(JsonElement root) =>
        root.Member("UpdatedBy") is { ValueKind: JsonValueKind.Object } associate
        && int.TryParse(associate.Member("AssociateId")?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : null;

    private static ListItem? Item(JsonElement root, string name) =>
        root.OptionalObject(name) is { } item && item.OptionalInteger("Id") is { } id and > 0 ? new ListItem(id, item.Text("Value")) : null;

    private static CountryRef? Country(JsonElement root) =>
        root.OptionalObject("Country") is { } country && country.OptionalInteger("CountryId") is { } id and > 0
            ? new CountryRef(id, country.Text("Name"), country.Text("TwoLetterISOCountry"))
            : null;

    private static List<string> Elements(JsonElement root, string name) =>
        [.. root.Items(name).Select(element => element.Text("Value").Trim()).Where(value => value.Length > 0)];

    private static string FirstUrl(JsonElement root) =>
        root.Items("Urls").Select(url => url.Text("Value").Trim()).FirstOrDefault(url => url.Length > 0) ?? "";

    private static string City(JsonElement root)
    {
        var address = root.OptionalObject("Address");
        var street = address?.OptionalObject("Street")?.Text("City").Trim();
        return string.IsNullOrEmpty(street) ? address?.OptionalObject("Postal")?.Text("City").Trim() ?? "" : street;
    }

    private static AssociateRef? Owner(JsonElement root) =>
        root.OptionalObject("Associate") is { } associate
        && new AssociateRef(associate.OptionalInteger("AssociateId") ?? 0, associate.Text("Name")) is var owner
        && (owner.AssociateId != 0 || owner.Name.Length > 0)
            ? owner
            : null;

    private static string FullName(JsonElement root) =>
        root.Text("FullName") is { Length: > 0 } name
            ? name
            : string.Join(' ', new[] { root.Text("Firstname"), root.Text("MiddleName"), root.Text("Lastname") }.Where(part => part.Length > 0));

    // The REST carrier has Deleted; archives and webhooks know the date.
    private static bool Deleted(JsonElement root) => root.Flag("Deleted") || root.OptionalDate("DeletedDate") is not null;
}
