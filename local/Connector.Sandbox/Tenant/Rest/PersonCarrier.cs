using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>The person carrier. Source: SuperOffice's published description of the REST resource Person.</summary>
internal sealed class PersonCarrier(TenantDatabase database) : ICarrier<PersonRow>
{
    public string Resource => "Person";

    public PersonRow Blank { get; } = new() { OwnerId = Associates.Connector.Id };

    public bool DeletesSoftly => true;

    /// <summary>The carrier has no member that could tell of a deletion, so a deleted person no longer answers.</summary>
    public bool IsVisible(PersonRow row) => row.DeletedAt is null;

    public JsonObject Render(PersonRow row, string apiRoot) => new()
    {
        ["PersonId"] = row.Id,
        ["Firstname"] = row.Firstname,
        ["MiddleName"] = row.MiddleName,
        ["Lastname"] = row.Lastname,
        ["Mrmrs"] = "",
        ["Title"] = row.Title,
        ["UpdatedDate"] = TenantJson.Date(row.Updated),
        ["CreatedDate"] = TenantJson.Date(row.Registered),
        ["BirthDate"] = TenantJson.NoDate,
        ["CreatedBy"] = CarrierParts.Associate(row.RegisteredBy),
        ["Emails"] = CarrierParts.Elements(row.Emails),
        ["Description"] = row.Description,
        ["IsAssociate"] = row.AssociateId > 0,
        ["PrivatePhones"] = new JsonArray(),
        ["Faxes"] = new JsonArray(),
        ["MobilePhones"] = CarrierParts.Elements(row.MobilePhones),
        ["OfficePhones"] = CarrierParts.Elements(row.OfficePhones),
        ["OtherPhones"] = new JsonArray(),
        ["Position"] = null,
        ["UpdatedBy"] = CarrierParts.Associate(row.UpdatedBy),
        ["Contact"] = database.Contacts.Find(row.ContactId) is { } contact ? Contact(contact) : null,
        ["Country"] = CarrierParts.Country.DeepClone(),
        ["Interests"] = new JsonArray(),
        ["PersonNumber"] = "",
        ["FullName"] = row.FullName,
        ["NoMailing"] = row.NoMailing,
        ["UsePersonAddress"] = false,
        ["Retired"] = row.Retired,
        ["Urls"] = new JsonArray(),
        ["FormalName"] = row.FullName,
        ["Address"] = null,
        ["Post1"] = "",
        ["Post2"] = "",
        ["Post3"] = "",
        ["Kanafname"] = "",
        ["Kanalname"] = "",
        ["CorrespondingAssociate"] = null,
        ["Category"] = null,
        ["Business"] = null,
        ["Associate"] = null,
        ["Salutation"] = "",
        ["ActiveInterests"] = 0,
        ["SupportAssociate"] = null,
        ["TicketPriority"] = null,
        ["CustomerLanguage"] = null,
        ["DbiAgentId"] = 0,
        ["DbiKey"] = "",
        ["DbiLastModified"] = TenantJson.NoDate,
        ["DbiLastSyncronized"] = TenantJson.NoDate,
        ["SentInfo"] = 0,
        ["ShowContactTickets"] = 0,
        ["UserInfo"] = null,
        ["ChatEmails"] = new JsonArray(),
        ["InternetPhones"] = new JsonArray(),
        ["Source"] = 0,
        ["ActiveErpLinks"] = 0,
        ["ShipmentTypes"] = new JsonArray(),
        ["Consents"] = CarrierParts.Consents(row.Consents),
        ["BounceEmails"] = new JsonArray(),
        ["ActiveStatusMonitorId"] = 0,
        ["LeadstatusId"] = 0,
        ["Leadstatus"] = "",
        ["CreatedByFormId"] = 0,
        ["UtmParameters"] = null,
        ["UserDefinedFields"] = FieldMembers.Render(FieldLayout.Person, row, database.Lists),
        ["ExtraFields"] = new JsonObject(),
        ["CustomFields"] = FieldMembers.Render(FieldLayout.Person, row, database.Lists),
        ["TableRight"] = CarrierParts.Right(),
        ["FieldProperties"] = new JsonObject(),
        ["_Links"] = new JsonObject
        {
            ["Self"] = $"{apiRoot}/Person/{row.Id}",
            ["UdefLayout"] = $"{apiRoot}/Person/UdefLayout/Published",
        },
    };

    public PersonRow Apply(PersonRow row, JsonObject carrier)
    {
        var contactId = carrier.Reference("Contact", "ContactId", row.ContactId);
        return database.Contacts.Find(contactId) is null
            ? throw TenantException.BadRequest("A person needs a contact that exists")
            : row with
            {
                ContactId = contactId,
                Firstname = carrier.Text("Firstname", row.Firstname),
                MiddleName = carrier.Text("MiddleName", row.MiddleName),
                Lastname = carrier.Text("Lastname", row.Lastname),
                Title = carrier.Text("Title", row.Title),
                Description = carrier.Text("Description", row.Description),
                Retired = carrier.Flag("Retired", row.Retired),
                NoMailing = carrier.Flag("NoMailing", row.NoMailing),
                Emails = carrier.Elements("Emails", row.Emails),
                OfficePhones = carrier.Elements("OfficePhones", row.OfficePhones),
                MobilePhones = carrier.Elements("MobilePhones", row.MobilePhones),
                UserFields = FieldMembers.Apply(FieldLayout.Person, row, carrier, database.Lists),
            };
    }

    /// <summary>The flat contact of a person or sale, another carrier than the contact's own.</summary>
    internal static JsonObject Contact(ContactRow contact) => new()
    {
        ["ContactId"] = contact.Id,
        ["Name"] = contact.Name,
        ["OrgNr"] = contact.OrgNr,
        ["Department"] = contact.Department,
        ["URL"] = contact.Urls.FirstOrDefault(""),
        ["City"] = contact.City,
        ["DirectPhone"] = contact.Phones.FirstOrDefault(""),
        ["AssociateId"] = contact.OwnerId,
        ["CountryId"] = 276,
        ["EmailAddress"] = contact.Emails.FirstOrDefault(""),
        ["FullName"] = contact.Name,
        ["IsOwnerContact"] = contact.Id == Seeds.OwnCompany,
    };
}
