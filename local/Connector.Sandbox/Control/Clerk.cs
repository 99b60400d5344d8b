using System.Collections.Immutable;
using Connector.Sandbox.Tenant;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Control;

/// <summary>Does in the CRM what people do: creates companies with their persons, edits, deletes.</summary>
internal sealed class Clerk(TenantDatabase database)
{
    public (ContactRow Contact, IReadOnlyList<PersonRow> Persons) Create(CreateContact request)
    {
        var owner = request.OwnerAssociateId ?? Associates.Anna.Id;
        var editor = Saver(request.As, request.AssociateId ?? owner);
        var contact = database.Contacts.Insert(
            new()
            {
                Name = request.Name.Trim(),
                Urls = Single(request.Website),
                City = request.City?.Trim() ?? "",
                OrgNr = request.OrgNr?.Trim() ?? "",
                OwnerId = owner,
            },
            editor);
        var persons = request.Persons ?? [new CreatePerson { FirstName = "Kim", LastName = "Albrecht", Title = "Head of Operations" }];
        return (contact, [.. persons.Select(person => Add(contact, person, editor))]);
    }

    /// <summary>The new person, or null if there is no such contact.</summary>
    public PersonRow? Create(int contactId, CreatePerson request) =>
        database.Contacts.Find(contactId) is { } contact ? Add(contact, request, Associates.Anna.Id) : null;

    /// <summary>The contact after the edit, or null if there is none.</summary>
    /// <exception cref="TenantException">400: a field value does not fit.</exception>
    public ContactRow? Edit(int contactId, EditContact edit) => database.Contacts.Update(
        contactId,
        row => row with
        {
            Name = edit.Name?.Trim() ?? row.Name,
            Urls = edit.Website is null ? row.Urls : Single(edit.Website),
            Phones = edit.Phone is null ? row.Phones : Single(edit.Phone),
            City = edit.City?.Trim() ?? row.City,
            OrgNr = edit.OrgNr?.Trim() ?? row.OrgNr,
            OwnerId = edit.OwnerAssociateId ?? row.OwnerId,
            CategoryId = edit.CategoryId ?? row.CategoryId,
            UserFields = Fields(database.Lists, FieldLayout.Contact, row, edit.Fields),
        },
        Saver(edit.As, edit.AssociateId));

    /// <summary>The person after the edit, or null if there is none.</summary>
    /// <exception cref="TenantException">400: a field value does not fit, or the new company does not exist.</exception>
    public PersonRow? Edit(int personId, EditPerson edit) => edit.ContactId is { } contactId && database.Contacts.Find(contactId) is null
        ? throw TenantException.BadRequest($"There is no contact {contactId}")
        : database.Persons.Update(
            personId,
            row => row with
            {
                Firstname = edit.FirstName?.Trim() ?? row.Firstname,
                Lastname = edit.LastName?.Trim() ?? row.Lastname,
                Title = edit.Title?.Trim() ?? row.Title,
                OfficePhones = edit.Phone is null ? row.OfficePhones : Single(edit.Phone),
                ContactId = edit.ContactId ?? row.ContactId,
                Retired = edit.Retired ?? row.Retired,
                NoMailing = edit.NoMailing ?? row.NoMailing,
                Consents = edit.Consents is null ? row.Consents : [.. edit.Consents.Select(consent => (consent.Key, consent.Value))],
                UserFields = Fields(database.Lists, FieldLayout.Person, row, edit.Fields),
            },
            Saver(edit.As, edit.AssociateId));

    public static int Saver(Editor editor, int? associateId) =>
        editor == Editor.Connector ? Associates.Connector.Id : associateId ?? Associates.Anna.Id;

    private PersonRow Add(ContactRow contact, CreatePerson person, int editor) => database.Persons.Insert(
        new()
        {
            ContactId = contact.Id,
            Firstname = person.FirstName.Trim(),
            Lastname = person.LastName.Trim(),
            Title = person.Title?.Trim() ?? "",
            OwnerId = contact.OwnerId,
        },
        editor);

    private static ImmutableArray<string> Single(string? value) => string.IsNullOrWhiteSpace(value) ? [] : [value.Trim()];

    private static ImmutableSortedDictionary<string, string> Fields(UserLists lists, FieldLayout layout, EntityRow row, IReadOnlyDictionary<string, string?>? edits)
    {
        var fields = row.UserFields;
        foreach (var (progId, input) in edits ?? ImmutableDictionary<string, string?>.Empty)
        {
            var field = layout.Find(progId) ?? throw TenantException.BadRequest("There is no user-defined field of that ProgId");
            var item = lists.Find(field.ListId ?? 0)?.Items.Find(item => item.Name.Equals(input, StringComparison.OrdinalIgnoreCase));
            var stored = FieldText.FromInput(lists, field, item is null ? input : $"{item.Id}");
            fields = stored.Length == 0 ? fields.Remove(progId) : fields.SetItem(progId, stored);
        }

        return fields;
    }
}
