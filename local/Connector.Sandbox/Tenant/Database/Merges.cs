using System.Collections.Immutable;

namespace Connector.Sandbox.Tenant.Database;

/// <summary>
/// Merges one row into another: what hangs on the source moves to the destination, then the source is gone at once, without
/// the two weeks a deletion by hand takes. SuperOffice documents that the source's id vanishes, not the events: here the moved
/// rows raise <c>changed</c>, the source <c>deleted</c>, the destination <c>changed</c> if it took something over.
/// </summary>
internal static class Merges
{
    /// <returns>False if one of them is not there.</returns>
    public static bool MergeContacts(this TenantDatabase database, int source, int destination, bool identicalPersons, bool fillEmpty, int associateId)
    {
        lock (database.Gate)
        {
            if (database.Contacts.Find(source) is not { } gone || database.Contacts.Find(destination) is not { DeletedAt: null })
            {
                return false;
            }

            var there = database.PersonsOf(destination).ToList();
            foreach (var person in database.PersonsOf(source).ToList())
            {
                database.Persons.Update(person.Id, row => row with { ContactId = destination }, associateId);
                if (identicalPersons && there.Find(other => other.FullName.Equals(person.FullName, StringComparison.OrdinalIgnoreCase)) is { } same)
                {
                    database.MergePersons(person.Id, same.Id, delete: true, fillEmpty, associateId);
                }
            }

            foreach (var sale in database.Sales.All.Where(sale => sale.ContactId == source).ToList())
            {
                database.Sales.Update(sale.Id, row => row with { ContactId = destination }, associateId);
            }

            if (fillEmpty)
            {
                database.Contacts.Update(destination, row => Fill(row, gone), associateId);
            }

            return database.Contacts.Remove(source, associateId);
        }
    }

    /// <param name="database">Where.</param>
    /// <param name="source">Which person goes.</param>
    /// <param name="destination">Which one stays.</param>
    /// <param name="delete">If false, the source stays as a former employee.</param>
    /// <param name="fillEmpty">What the destination lacks is taken over.</param>
    /// <param name="associateId">Who merges.</param>
    /// <returns>False if one of them is not there.</returns>
    public static bool MergePersons(this TenantDatabase database, int source, int destination, bool delete, bool fillEmpty, int associateId)
    {
        lock (database.Gate)
        {
            if (database.Persons.Find(source) is not { DeletedAt: null } gone || database.Persons.Find(destination) is not { DeletedAt: null })
            {
                return false;
            }

            foreach (var sale in database.Sales.All.Where(sale => sale.PersonId == source).ToList())
            {
                database.Sales.Update(sale.Id, row => row with { PersonId = destination }, associateId);
            }

            if (fillEmpty)
            {
                database.Persons.Update(destination, row => Fill(row, gone), associateId);
            }

            return delete
                ? database.Persons.Remove(source, associateId)
                : database.Persons.Update(source, row => row with { Retired = true }, associateId) is not null;
        }
    }

    private static ContactRow Fill(ContactRow row, ContactRow from) => row with
    {
        Department = Or(row.Department, from.Department),
        OrgNr = Or(row.OrgNr, from.OrgNr),
        Number = Or(row.Number, from.Number),
        Description = Or(row.Description, from.Description),
        Street = Or(row.Street, from.Street),
        Zipcode = Or(row.Zipcode, from.Zipcode),
        City = Or(row.City, from.City),
        Urls = Or(row.Urls, from.Urls),
        Phones = Or(row.Phones, from.Phones),
        Emails = Or(row.Emails, from.Emails),
        UserFields = from.UserFields.SetItems(row.UserFields),
    };

    private static PersonRow Fill(PersonRow row, PersonRow from) => row with
    {
        MiddleName = Or(row.MiddleName, from.MiddleName),
        Title = Or(row.Title, from.Title),
        OfficePhones = Or(row.OfficePhones, from.OfficePhones),
        MobilePhones = Or(row.MobilePhones, from.MobilePhones),
        Emails = Or(row.Emails, from.Emails),
        UserFields = from.UserFields.SetItems(row.UserFields),
    };

    private static string Or(string value, string other) => value.Length > 0 ? value : other;

    private static ImmutableArray<string> Or(ImmutableArray<string> values, ImmutableArray<string> others) => values.IsEmpty ? others : values;
}
