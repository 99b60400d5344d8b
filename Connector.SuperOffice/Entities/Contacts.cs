using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>Companies.</summary>
public sealed class Contacts
{
    private readonly ApiCaller _api;
    private readonly EntityCalls<ContactRecord> _calls;

    internal Contacts(ApiCaller api, WritePrecondition precondition)
    {
        _api = api;
        _calls = new(api, CrmEntity.Contact, precondition, RecordReader.Contact);
    }

    /// <summary>The contact, or null if there is none (404).</summary>
    public Task<ContactRecord?> GetAsync(int contactId, CancellationToken cancellationToken) => _calls.GetAsync(contactId, cancellationToken);

    /// <summary>A blank contact with the tenant's defaults.</summary>
    public Task<RecordDraft> GetDefaultAsync(CancellationToken cancellationToken) => _calls.DefaultAsync(cancellationToken);

    /// <summary>Creates a contact from the tenant's defaults. SuperOffice looks for no duplicates; whoever creates does.</summary>
    public Task<ContactRecord> CreateAsync(NewContact contact, CancellationToken cancellationToken) => _calls.CreateAsync(contact, cancellationToken);

    /// <summary>Creates a contact from a draft that began as <see cref="GetDefaultAsync"/>.</summary>
    public Task<ContactRecord> CreateAsync(RecordDraft draft, CancellationToken cancellationToken) => _calls.CreateAsync(draft, cancellationToken);

    /// <summary>
    /// Replaces a whole contact by a draft that began as <see cref="CrmRecord.Raw"/>. The company that owns the CRM is not renamed: its licence
    /// hangs on the name, and everybody would be locked out.
    /// </summary>
    /// <exception cref="SuperOfficeException">Also <see cref="FailureKind.Refused"/>, without a status, for such a renaming; nothing was written.</exception>
    public async Task<ContactRecord> ReplaceAsync(RecordDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft is { Entity: CrmEntity.Contact, Id: > 0 } && await IsOwnerOfOtherNameAsync(draft, cancellationToken))
        {
            throw new SuperOfficeException(
                FailureKind.Refused, FailureScope.Entity, "The contact is the company that owns this CRM; it must not be renamed.");
        }

        return await _calls.ReplaceAsync(draft, cancellationToken);
    }

    /// <summary>Whether the contact is a company that owns this CRM, which only the flat carrier says.</summary>
    /// <exception cref="SuperOfficeException">Also <see cref="FailureKind.Conflict"/> if there is no such contact: nothing is known then.</exception>
    public async Task<bool> IsOwnerAsync(int contactId, CancellationToken cancellationToken)
    {
        var answer = await _api.SendAsync(
            ApiCall.Get("v1/Contact/{id}/Simple", $"v1/Contact/{contactId}/Simple"), mayBeMissing: false, cancellationToken);
        return answer.Read(root => root.Flag("IsOwnerContact"));
    }

    private async Task<bool> IsOwnerOfOtherNameAsync(RecordDraft draft, CancellationToken cancellationToken)
    {
        var answer = await _api.SendAsync(
            ApiCall.Get("v1/Contact/{id}/Simple", $"v1/Contact/{draft.Id}/Simple"), mayBeMissing: true, cancellationToken);
        return !answer.IsNotFound && answer.Read(root => root.Flag("IsOwnerContact") && root.Text("Name") != (draft.Text("Name") ?? ""));
    }
}
