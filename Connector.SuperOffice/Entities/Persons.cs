using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>Humans at companies.</summary>
public sealed class Persons
{
    private readonly EntityCalls<PersonRecord> _calls;

    internal Persons(ApiCaller api, WritePrecondition precondition) =>
        _calls = new(api, CrmEntity.Person, precondition, RecordReader.Person);

    /// <summary>The person, or null if there is none (404).</summary>
    public Task<PersonRecord?> GetAsync(int personId, CancellationToken cancellationToken) => _calls.GetAsync(personId, cancellationToken);

    /// <summary>A blank person with the tenant's defaults.</summary>
    public Task<RecordDraft> GetDefaultAsync(CancellationToken cancellationToken) => _calls.DefaultAsync(cancellationToken);

    /// <summary>Creates a person from the tenant's defaults.</summary>
    public Task<PersonRecord> CreateAsync(NewPerson person, CancellationToken cancellationToken) => _calls.CreateAsync(person, cancellationToken);

    /// <summary>Creates a person from a draft that began as <see cref="GetDefaultAsync"/>.</summary>
    public Task<PersonRecord> CreateAsync(RecordDraft draft, CancellationToken cancellationToken) => _calls.CreateAsync(draft, cancellationToken);

    /// <summary>
    /// Replaces a whole person by a draft that began as <see cref="CrmRecord.Raw"/>. A user of the CRM is not moved to another company: the
    /// licence check would lock the user out.
    /// </summary>
    /// <exception cref="SuperOfficeException">Also <see cref="FailureKind.Refused"/>, without a status, for such a move; nothing was written.</exception>
    public async Task<PersonRecord> ReplaceAsync(RecordDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft is { Entity: CrmEntity.Person, Id: > 0 }
            && await GetAsync(draft.Id, cancellationToken) is { IsAssociate: true } user
            && user.ContactId != draft.Reference("Contact", "ContactId"))
        {
            throw new SuperOfficeException(
                FailureKind.Refused, FailureScope.Entity, "The person is a user of this CRM; it must not be moved to another company.");
        }

        return await _calls.ReplaceAsync(draft, cancellationToken);
    }
}
