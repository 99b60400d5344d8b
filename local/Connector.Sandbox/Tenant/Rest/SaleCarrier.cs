using System.Text.Json.Nodes;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>The sale carrier. Source: SuperOffice's published description of the REST resource Sale.</summary>
internal sealed class SaleCarrier(TenantDatabase database) : ICarrier<SaleRow>
{
    public string Resource => "Sale";

    public SaleRow Blank { get; } = new() { OwnerId = Associates.Connector.Id };

    /// <summary>Sales know no softdeleted event, so they are gone at once.</summary>
    public bool DeletesSoftly => false;

    public bool IsVisible(SaleRow row) => true;

    public JsonObject Render(SaleRow row, string apiRoot) => new()
    {
        ["Appointment"] = null,
        ["Associate"] = CarrierParts.Associate(row.OwnerId),
        ["UpdatedBy"] = CarrierParts.Associate(row.UpdatedBy),
        ["CreatedBy"] = CarrierParts.Associate(row.RegisteredBy),
        ["Contact"] = database.Contacts.Find(row.ContactId) is { } contact ? PersonCarrier.Contact(contact) : null,
        ["Project"] = null,
        ["SaleText"] = row.Text,
        ["Person"] = database.Persons.Find(row.PersonId) is { } person && database.Contacts.Find(person.ContactId) is { } employer
            ? ContactCarrier.Person(person, employer) : null,
        ["Currency"] = CarrierParts.Item(1, "EUR"),
        ["Competitor"] = null,
        ["Credited"] = null,
        ["Rating"] = null,
        ["Reason"] = null,
        ["Source"] = null,
        ["Status"] = $"{row.Status}",
        ["Saledate"] = TenantJson.Date(row.Saledate),
        ["Amount"] = row.Amount,
        ["SaleId"] = row.Id,
        ["Earning"] = 0,
        ["EarningPercent"] = 0,
        ["Heading"] = row.Heading,
        ["Number"] = $"{row.Id}",
        ["Probability"] = 0,
        ["CreatedDate"] = TenantJson.Date(row.Registered),
        ["UpdatedDate"] = TenantJson.Date(row.Updated),
        ["Completed"] = row.Status is SaleStatus.Sold or SaleStatus.Lost ? "Completed" : "NotStarted",
        ["ActiveLinks"] = 0,
        ["Links"] = new JsonArray(),
        ["NextDueDate"] = TenantJson.NoDate,
        ["Postit"] = "",
        ["SaleType"] = null,
        ["ReasonSold"] = null,
        ["ReasonStalled"] = null,
        ["ReopenDate"] = TenantJson.NoDate,
        ["SaleStakeholders"] = new JsonArray(),
        ["ActiveErpLinks"] = 0,
        ["UserDefinedFields"] = FieldMembers.Render(FieldLayout.Sale, row, database.Lists),
        ["ExtraFields"] = new JsonObject(),
        ["CustomFields"] = FieldMembers.Render(FieldLayout.Sale, row, database.Lists),
        ["PublishEventDate"] = TenantJson.NoDate,
        ["PublishTo"] = TenantJson.NoDate,
        ["PublishFrom"] = TenantJson.NoDate,
        ["IsPublished"] = false,
        ["VisibleFor"] = new JsonArray(),
        ["TableRight"] = CarrierParts.Right(),
        ["FieldProperties"] = new JsonObject(),
        ["_Links"] = new JsonObject
        {
            ["Self"] = $"{apiRoot}/Sale/{row.Id}",
            ["UdefLayout"] = $"{apiRoot}/Sale/UdefLayout/Published",
        },
    };

    public SaleRow Apply(SaleRow row, JsonObject carrier)
    {
        var contactId = carrier.Reference("Contact", "ContactId", row.ContactId);
        var personId = carrier.Reference("Person", "PersonId", row.PersonId);
        return contactId != 0 && database.Contacts.Find(contactId) is null || personId != 0 && database.Persons.Find(personId) is null
            ? throw TenantException.BadRequest("The sale's contact or person does not exist")
            : row with
            {
                Heading = carrier.Text("Heading", row.Heading),
                Amount = carrier.Amount("Amount", row.Amount),
                Saledate = carrier.Date("Saledate", row.Saledate),
                Status = Enum.TryParse<SaleStatus>(carrier.Text("Status", $"{row.Status}"), out var status) && Enum.IsDefined(status)
                    ? status : throw TenantException.BadRequest("Status is unknown"),
                Text = carrier.Text("SaleText", row.Text),
                OwnerId = carrier.Reference("Associate", "AssociateId", row.OwnerId),
                ContactId = contactId,
                PersonId = personId,
                UserFields = FieldMembers.Apply(FieldLayout.Sale, row, carrier, database.Lists),
            };
    }
}
