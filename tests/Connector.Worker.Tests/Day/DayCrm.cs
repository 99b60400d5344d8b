using Connector.Jobs.Accounts;
using Connector.SuperOffice.Entities;
using Connector.Worker.Enriching;

namespace Connector.Worker.Tests.Day;

/// <summary>A company of the day. Its vertical is one that a human set, or null.</summary>
internal sealed record DayCompany(string Name, string Website, string City, string Summary, string? Vertical, int SavedBy);

/// <summary>The person at a company.</summary>
internal sealed record DayPerson(string Title, int SavedBy);

/// <summary>What the CRM holds in the course of the day. Each known company has a person of the same id.</summary>
internal sealed class DayCrm
{
    private readonly Dictionary<int, DayCompany> _companies = [];
    private readonly Dictionary<int, DayPerson> _persons = [];

    public DayCrm()
    {
        for (var id = 1; id <= DayScript.Known; id++)
        {
            _companies[id] = new DayCompany($"Known Company {id} AG", $"www.known-{id}.example", "Basel", "", null, 0);
            _persons[id] = new DayPerson("Buyer", 0);
        }
    }

    public IEnumerable<EntityKey> Companies => _companies.Keys.Select(EntityKey.Contact);

    public IEnumerable<EntityKey> Persons => _persons.Keys.Select(EntityKey.Person);

    public bool HasPerson(int company) => _persons.ContainsKey(company);

    public void Edit(int id, Func<DayCompany, DayCompany> edit) =>
        _companies[id] = edit(_companies.GetValueOrDefault(id) ?? new DayCompany($"Imported {id}", "", "Bern", "", null, 0));

    public void Edit(int id, Func<DayPerson, DayPerson> edit) => _persons[id] = edit(_persons[id]);

    /// <summary>Notes who saved the record last.</summary>
    public void Save(EntityKey entity, int by)
    {
        if (entity.Kind == EntityKind.Contact)
        {
            Edit(entity.Id, (DayCompany c) => c with { SavedBy = by });
        }
        else
        {
            Edit(entity.Id, (DayPerson p) => p with { SavedBy = by });
        }
    }

    public int SavedBy(EntityKey entity) => entity.Kind == EntityKind.Contact ? _companies[entity.Id].SavedBy : _persons[entity.Id].SavedBy;

    /// <summary>The vertical that counts for the company's persons.</summary>
    public string? VerticalOf(int company) => _companies[company].Vertical;

    /// <summary>What would be asked about a record now.</summary>
    public Question Ask(EntityKey entity)
    {
        var company = _companies[entity.Id];
        var contact = new ContactRecord
        {
            ContactId = entity.Id,
            Name = company.Name,
            Website = company.Website,
            City = company.City,
            OrgNr = "",
            Owner = null,
            PersonIds = [],
            Fields = new Dictionary<string, string>(),
            UpdatedDate = DateTimeOffset.UnixEpoch,
            Deleted = false,
        };
        return entity.Kind == EntityKind.Contact
            ? Question.About(contact, default(QuestionTerms))
            : Question.About(
                new PersonRecord
                {
                    PersonId = entity.Id,
                    ContactId = entity.Id,
                    FullName = "A Person",
                    Title = _persons[entity.Id].Title,
                    Retired = false,
                    Fields = new Dictionary<string, string>(),
                    UpdatedDate = DateTimeOffset.UnixEpoch,
                    Deleted = false,
                },
                contact, default(QuestionTerms), company.Vertical is { } vertical ? ["vertical", vertical] : []);
    }
}
