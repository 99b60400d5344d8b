using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Control;

/// <summary>What the CRM holds in a user-defined field.</summary>
/// <param name="Label">What people see beside the field.</param>
/// <param name="Value">The value, plain: an item's id, a date as <c>yyyy-MM-dd</c>, a text; empty for none.</param>
/// <param name="Text">What people see in the field: an item's name, else the value.</param>
public sealed record FieldView(string Label, string Value, string Text);

/// <summary>A company as the CRM holds it.</summary>
public sealed record ContactView(
    int ContactId, string Name, string Website, string Phone, string City, string OrgNr, string Owner, int UpdatedByAssociateId,
    DateTimeOffset Updated, int UpdatedCount, bool Deleted, IReadOnlyList<int> PersonIds, IReadOnlyDictionary<string, FieldView> Fields)
{
    internal static ContactView Of(ContactRow row, TenantDatabase database) => new(
        row.Id, row.Name, row.Urls.FirstOrDefault(""), row.Phones.FirstOrDefault(""), row.City, row.OrgNr, Views.Name(row.OwnerId), row.UpdatedBy,
        row.Updated, row.UpdatedCount, row.DeletedAt is not null, [.. database.PersonsOf(row.Id).Select(person => person.Id)],
        Views.Fields(database.Lists, FieldLayout.Contact, row));
}

/// <summary>A person as the CRM holds it.</summary>
public sealed record PersonView(
    int PersonId, int ContactId, string FullName, string Title, string Phone, int UpdatedByAssociateId, DateTimeOffset Updated, int UpdatedCount,
    bool Deleted, IReadOnlyDictionary<string, FieldView> Fields)
{
    internal static PersonView Of(PersonRow row, UserLists lists) => new(
        row.Id, row.ContactId, row.FullName, row.Title, row.OfficePhones.FirstOrDefault(""), row.UpdatedBy, row.Updated, row.UpdatedCount,
        row.DeletedAt is not null, Views.Fields(lists, FieldLayout.Person, row));
}

/// <summary>Ids of what was created.</summary>
public sealed record CreatedView(int ContactId, IReadOnlyList<int> PersonIds);

/// <summary>Counts since the start or the last reset.</summary>
/// <param name="Events">Events raised, by name.</param>
/// <param name="Deliveries">Tries <c>succeeded</c> and <c>failed</c>; events <c>lost</c>, <c>duplicated</c> and <c>resent</c>.</param>
/// <param name="ApiCalls">Calls of the tenant's API, by method and resource.</param>
/// <param name="Patches">PATCHes that were saved, by entity such as <c>contact:4711</c>.</param>
/// <param name="Analyses">Analyses started, by entity.</param>
/// <param name="AnalysesStarted">Analyses started, in total.</param>
/// <param name="ExplorerAnswers">Answers of the Company Explorer, by status.</param>
/// <param name="Webhook">State of the connector's webhook; null where none is configured.</param>
/// <param name="MaxCallsPerSecond">The most calls of the tenant's API in any sliding second.</param>
/// <param name="CallsOverLimit">Calls that came as the eleventh or later of a second.</param>
public sealed record CountersView(
    IReadOnlyDictionary<string, long> Events, IReadOnlyDictionary<string, long> Deliveries, IReadOnlyDictionary<string, long> ApiCalls,
    IReadOnlyDictionary<string, long> Patches, IReadOnlyDictionary<string, long> Analyses, long AnalysesStarted,
    IReadOnlyDictionary<string, long> ExplorerAnswers, WebhookView? Webhook, int MaxCallsPerSecond, long CallsOverLimit);

/// <summary>State of a webhook.</summary>
public sealed record WebhookView(string State, int TotalCalls, int TotalErrors, int ConsecutiveErrors, string LastError);

/// <summary>A consent.</summary>
public sealed record ConsentView(string RefreshToken);

/// <summary>What an application needs to log in as the system user; without a private key if it has its own.</summary>
public sealed record SystemUserView(string SystemUserToken, string? PrivateKey);

/// <summary>Pieces the views share.</summary>
internal static class Views
{
    public static string Name(int associateId) => Associates.Find(associateId)?.Name ?? "";

    public static IReadOnlyDictionary<string, FieldView> Fields(UserLists lists, FieldLayout layout, EntityRow row) =>
        layout.Fields.ToDictionary(field => field.ProgId, field =>
        {
            var stored = row.UserFields.GetValueOrDefault(field.ProgId, "");
            return new FieldView(field.Label, stored, FieldText.Display(lists, field, stored));
        });
}
