using System.Collections.Concurrent;
using Connector.SuperOffice;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Tells the company that owns the CRM, which is never enriched: its name hangs on the licence, and its persons are the users. Known from the
/// settings or from whom we log in as; where neither tells (a system user works nowhere), SuperOffice is asked about each contact, once.
/// </summary>
internal sealed class OwnCompany(SuperOfficeClient client, OwnIdentity identity, IOptions<TenantOptions> options)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<int, bool> _asked = new();

    /// <summary>Whether the contact owns the CRM.</summary>
    /// <exception cref="SuperOfficeException">It is not known and could not be asked: then nothing may be written.</exception>
    public async Task<bool> IsAsync(int contactId, CancellationToken cancellationToken)
    {
        var own = (await identity.GetAsync(cancellationToken))?.OwnContactId;
        if (options.Value.OwnCompanies.Contains(contactId) || own == contactId)
        {
            return true;
        }

        return options.Value.OwnCompanies.Count == 0 && own is null && await AskAsync(contactId, cancellationToken);
    }

    private async Task<bool> AskAsync(int contactId, CancellationToken cancellationToken)
    {
        if (!_asked.TryGetValue(contactId, out var owns))
        {
            owns = await client.Contacts.IsOwnerAsync(contactId, cancellationToken);
            if (_asked.Count >= Most)
            {
                _asked.Clear();
            }

            _asked[contactId] = owns;
        }

        return owns;
    }
}
