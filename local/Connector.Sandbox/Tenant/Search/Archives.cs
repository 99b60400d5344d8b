using System.Globalization;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Search;

/// <summary>
/// The archives and their columns, spelt as in SuperOffice's reference of the archive providers: a person has
/// <c>personUpdatedDate</c> where a contact has <c>updatedDate</c>.
/// </summary>
internal sealed class Archives
{
    private readonly Dictionary<string, IArchive> _byProvider;

    public Archives(TenantDatabase database)
    {
        var contacts = new Archive<ContactRow>("contact", () => Alive(database.Contacts), row => row.Id, Contacts(database.Lists));
        var persons = new Archive<PersonRow>("person", () => Alive(database.Persons), row => row.Id, Persons(database));
        var sales = new Archive<SaleRow>("sale", () => Alive(database.Sales), row => row.Id, Sales(database));
        var users = new Archive<AssociateRow>("all", () => Associates.All, row => row.Id, Users);
        _byProvider = new(StringComparer.OrdinalIgnoreCase)
        {
            ["Contact"] = contacts,
            ["SimpleContact"] = contacts,
            ["FindContact"] = contacts,
            ["Person"] = persons,
            ["FindPerson"] = persons,
            ["FindSale"] = sales,
            ["Sale"] = sales,
            ["internalusers"] = users,
        };
    }

    public IArchive? Find(string provider) => _byProvider.GetValueOrDefault(provider);

    private static IReadOnlyList<ArchiveColumn<AssociateRow>> Users { get; } =
    [
        new("associateDbId", ColumnKind.Number, row => row.Id),
        new("assocName", ColumnKind.Text, row => row.Name),
        new("fullName", ColumnKind.Text, row => row.FullName),
        new("personId", ColumnKind.Number, _ => 0),
        new("isActive", ColumnKind.Flag, _ => true),
    ];

    private static IReadOnlyList<ArchiveColumn<ContactRow>> Contacts(UserLists lists) =>
    [
        new("contactId", ColumnKind.Number, row => row.Id),
        new("name", ColumnKind.Text, row => row.Name),
        new("department", ColumnKind.Text, row => row.Department),
        new("orgnr", ColumnKind.Text, row => row.OrgNr),
        new("number", ColumnKind.Text, row => row.Number),
        new("code", ColumnKind.Text, row => $"{row.Id}"),
        new("category", ColumnKind.Number, row => row.CategoryId, _ => "Customer"),
        new("business", ColumnKind.Number, row => row.BusinessId, _ => "IT"),
        new("country", ColumnKind.Number, _ => 276, _ => "Germany"),
        new("countryId", ColumnKind.Number, _ => 276),
        new("associateId", ColumnKind.Number, row => row.OwnerId, row => Name(row.OwnerId)),
        new("contactAssociate/fullName", ColumnKind.Text, row => Associates.Find(row.OwnerId)?.FullName ?? ""),
        new("registeredDate", ColumnKind.Date, row => row.Registered),
        new("updatedDate", ColumnKind.Date, row => row.Updated),
        new("updatedBy", ColumnKind.Number, row => row.UpdatedBy, row => Name(row.UpdatedBy)),
        new("stop", ColumnKind.Flag, _ => false),
        new("contactDeleted", ColumnKind.Flag, row => row.DeletedAt is not null),
        new("phone/formattedNumber", ColumnKind.Text, row => row.Phones.FirstOrDefault("")),
        new("email/emailAddress", ColumnKind.Text, row => row.Emails.FirstOrDefault("")),
        new("url/URLAddress", ColumnKind.Text, row => row.Urls.FirstOrDefault("")),
        new("streetAddress/city", ColumnKind.Text, row => row.City),
        .. Fields<ContactRow>("contactUdef", FieldLayout.Contact, lists),
    ];

    private static IReadOnlyList<ArchiveColumn<PersonRow>> Persons(TenantDatabase database) =>
    [
        new("personId", ColumnKind.Number, row => row.Id),
        new("firstName", ColumnKind.Text, row => row.Firstname),
        new("middleName", ColumnKind.Text, row => row.MiddleName),
        new("lastName", ColumnKind.Text, row => row.Lastname),
        new("fullName", ColumnKind.Text, row => row.FullName),
        new("title", ColumnKind.Text, row => row.Title),
        new("contactId", ColumnKind.Number, row => row.ContactId),
        new("contact/name", ColumnKind.Text, row => database.Contacts.Find(row.ContactId)?.Name ?? ""),
        new("retired", ColumnKind.Flag, row => row.Retired),
        new("personRegisteredDate", ColumnKind.Date, row => row.Registered),
        new("personUpdatedDate", ColumnKind.Date, row => row.Updated),
        new("personUpdatedBy", ColumnKind.Number, row => row.UpdatedBy, row => Name(row.UpdatedBy)),
        new("email/emailAddress", ColumnKind.Text, row => row.Emails.FirstOrDefault("")),
        new("phone/formattedNumber", ColumnKind.Text, row => row.OfficePhones.FirstOrDefault("")),
        .. Fields<PersonRow>("personUdef", FieldLayout.Person, database.Lists),
    ];

    private static IReadOnlyList<ArchiveColumn<SaleRow>> Sales(TenantDatabase database) =>
    [
        new("saleId", ColumnKind.Number, row => row.Id),
        new("heading", ColumnKind.Text, row => row.Heading),
        new("amount", ColumnKind.Money, row => row.Amount),
        new("date", ColumnKind.Date, row => row.Saledate),
        new("saleStatus", ColumnKind.Number, row => (int)row.Status, row => $"{row.Status}"),
        new("contactId", ColumnKind.Number, row => row.ContactId),
        new("contact/name", ColumnKind.Text, row => database.Contacts.Find(row.ContactId)?.Name ?? ""),
        new("personId", ColumnKind.Number, row => row.PersonId),
        new("associateId", ColumnKind.Number, row => row.OwnerId, row => Name(row.OwnerId)),
        new("registeredDate", ColumnKind.Date, row => row.Registered),
        new("updatedDate", ColumnKind.Date, row => row.Updated),
        .. Fields<SaleRow>("saleUdef", FieldLayout.Sale, database.Lists),
    ];

    private static IEnumerable<ArchiveColumn<TRow>> Fields<TRow>(string prefix, FieldLayout layout, UserLists lists) where TRow : EntityRow =>
        layout.Fields.Select(field => Field<TRow>($"{prefix}/{field.ProgId}", field, lists));

    private static ArchiveColumn<TRow> Field<TRow>(string name, FieldColumn field, UserLists lists) where TRow : EntityRow
    {
        string Stored(TRow row) => row.UserFields.GetValueOrDefault(field.ProgId, "");
        return field.Kind switch
        {
            FieldKind.List => new(name, ColumnKind.Number, row => Number(Stored(row)), row => FieldText.Display(lists, field, Stored(row))),
            FieldKind.Number => new(name, ColumnKind.Number, row => Number(Stored(row))),
            FieldKind.Checkbox => new(name, ColumnKind.Flag, row => Stored(row) == "True"),
            FieldKind.Date or FieldKind.UnlimitedDate => new(name, ColumnKind.Date, row => Date(Stored(row))),
            FieldKind.Decimal => new(name, ColumnKind.Money, row => Stored(row) is { Length: > 0 } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : 0m),
            _ => new(name, ColumnKind.Text, Stored),
        };
    }

    private static IEnumerable<TRow> Alive<TRow>(EntityTable<TRow> table) where TRow : EntityRow => table.All.Where(row => row.DeletedAt is null);

    private static string Name(int associateId) => Associates.Find(associateId)?.Name ?? "";

    private static int Number(string stored) => stored.Length == 0 ? 0 : int.Parse(stored, CultureInfo.InvariantCulture);

    private static DateTimeOffset Date(string stored) =>
        stored.Length == 0 ? DateTimeOffset.MinValue : DateTimeOffset.ParseExact(stored, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
