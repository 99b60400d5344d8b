using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>The contact carrier. Source: SuperOffice's published description of the REST resource Contact.</summary>
internal sealed class ContactCarrier(TenantDatabase database) : ICarrier<ContactRow>
{
    public string Resource => "Contact";

    public ContactRow Blank { get; } = new() { OwnerId = Associates.Connector.Id };

    public bool DeletesSoftly => true;

    /// <summary>A contact deleted in the user interface still answers, with <c>Deleted</c> set, until it is removed.</summary>
    public bool IsVisible(ContactRow row) => true;

    public JsonObject Render(ContactRow row, string apiRoot) => new()
    {
        ["ContactId"] = row.Id,
        ["Name"] = row.Name,
        ["Department"] = row.Department,
        ["OrgNr"] = row.OrgNr,
        ["Number1"] = $"{row.Id}",
        ["Number2"] = row.Number,
        ["UpdatedDate"] = TenantJson.Date(row.Updated),
        ["CreatedDate"] = TenantJson.Date(row.Registered),
        ["Emails"] = CarrierParts.Elements(row.Emails),
        ["Interests"] = new JsonArray(),
        ["Urls"] = CarrierParts.Elements(row.Urls),
        ["Phones"] = CarrierParts.Elements(row.Phones),
        ["Faxes"] = new JsonArray(),
        ["Description"] = row.Description,
        ["UpdatedBy"] = CarrierParts.Associate(row.UpdatedBy),
        ["CreatedBy"] = CarrierParts.Associate(row.RegisteredBy),
        ["Associate"] = CarrierParts.Associate(row.OwnerId),
        ["Business"] = CarrierParts.Item(row.BusinessId, "IT"),
        ["Category"] = CarrierParts.Category(row.CategoryId),
        ["Country"] = CarrierParts.Country.DeepClone(),
        ["Persons"] = new JsonArray([.. database.PersonsOf(row.Id).Select(person => Person(person, row))]),
        ["NoMailing"] = row.NoMailing,
        ["Kananame"] = "",
        ["Xstop"] = false,
        ["ActiveInterests"] = 0,
        ["GroupId"] = 1,
        ["ActiveStatusMonitorId"] = 0,
        ["SupportAssociate"] = null,
        ["TicketPriority"] = null,
        ["CustomerLanguage"] = null,
        ["Deleted"] = row.DeletedAt is null ? 0 : 1,
        ["DbiAgentId"] = 0,
        ["DbiLastSyncronized"] = TenantJson.NoDate,
        ["DbiKey"] = "",
        ["DbiLastModified"] = TenantJson.NoDate,
        ["SupportPerson"] = null,
        ["Address"] = Address(row),
        ["Source"] = 0,
        ["ActiveErpLinks"] = 0,
        ["BounceEmails"] = new JsonArray(),
        ["Domains"] = new JsonArray(),
        ["UtmParameters"] = null,
        ["UserDefinedFields"] = FieldMembers.Render(FieldLayout.Contact, row, database.Lists),
        ["ExtraFields"] = new JsonObject(),
        ["CustomFields"] = FieldMembers.Render(FieldLayout.Contact, row, database.Lists),
        ["TableRight"] = CarrierParts.Right(),
        ["FieldProperties"] = new JsonObject(),
        ["_Links"] = new JsonObject
        {
            ["Self"] = $"{apiRoot}/Contact/{row.Id}",
            ["UdefLayout"] = $"{apiRoot}/Contact/UdefLayout/Published",
        },
    };

    public ContactRow Apply(ContactRow row, JsonObject carrier)
    {
        var street = (carrier["Address"] as JsonObject)?["Street"] as JsonObject ?? [];
        return row with
        {
            Name = carrier.Text("Name", row.Name),
            Department = carrier.Text("Department", row.Department),
            OrgNr = carrier.Text("OrgNr", row.OrgNr),
            Number = carrier.Text("Number2", row.Number),
            Description = carrier.Text("Description", row.Description),
            OwnerId = carrier.Reference("Associate", "AssociateId", row.OwnerId),
            CategoryId = carrier.Reference("Category", "Id", row.CategoryId),
            BusinessId = carrier.Reference("Business", "Id", row.BusinessId),
            NoMailing = carrier.Flag("NoMailing", row.NoMailing),
            Urls = carrier.Elements("Urls", row.Urls),
            Phones = carrier.Elements("Phones", row.Phones),
            Emails = carrier.Elements("Emails", row.Emails),
            Street = street.Text("Address1", row.Street),
            Zipcode = street.Text("Zipcode", row.Zipcode),
            City = street.Text("City", row.City),
            UserFields = FieldMembers.Apply(FieldLayout.Contact, row, carrier, database.Lists),
        };
    }

    private static JsonObject Address(ContactRow row) => new()
    {
        ["Wgs84Latitude"] = 0,
        ["Wgs84Longitude"] = 0,
        ["LocalizedAddress"] = new JsonArray(),
        ["Street"] = Structured("ContactStreetAddress", row.Street, row.Zipcode, row.City),
        ["Postal"] = Structured("ContactPostalAddress", "", "", ""),
        ["Formatted"] = $"{row.Street}\r\n{row.Zipcode} {row.City}",
    };

    private static JsonObject Structured(string type, string street, string zipcode, string city) => new()
    {
        ["AtypeIdx"] = type,
        ["Address1"] = street,
        ["Address2"] = "",
        ["Address3"] = "",
        ["City"] = city,
        ["County"] = "",
        ["State"] = "",
        ["Zipcode"] = zipcode,
        ["Formatted"] = "",
    };

    /// <summary>The flat person of a contact's list or a sale, another carrier than the person's own.</summary>
    internal static JsonObject Person(PersonRow person, ContactRow contact) => new()
    {
        ["Position"] = "",
        ["PersonId"] = person.Id,
        ["Mrmrs"] = "",
        ["Firstname"] = person.Firstname,
        ["Lastname"] = person.Lastname,
        ["MiddleName"] = person.MiddleName,
        ["Title"] = person.Title,
        ["Description"] = "",
        ["Email"] = person.Emails.FirstOrDefault(""),
        ["FullName"] = person.FullName,
        ["FormalName"] = person.FullName,
        ["ContactId"] = contact.Id,
        ["ContactName"] = contact.Name,
        ["Retired"] = person.Retired ? 1 : 0,
    };
}
