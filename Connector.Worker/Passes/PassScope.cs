using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;
using Connector.Worker.Requests;

namespace Connector.Worker.Passes;

/// <summary>What the entities of one pass share.</summary>
internal sealed class PassScope(Pass pass, PassLease lease, SuperOfficeClient client, CancellationToken write)
{
    private readonly Dictionary<int, ContactRecord?> _contacts = [];

    public Pass Pass { get; } = pass;

    public PassLease Lease { get; } = lease;

    public string Tenant => Pass.Account.Tenant;

    /// <summary>For a write that has begun: outlives a shutdown by a short grace, never the lease.</summary>
    public CancellationToken Write { get; } = write;

    /// <summary>True once the Company Explorer answered in this pass, whatever it said.</summary>
    public bool ExplorerAnswered { get; set; }

    /// <summary>True once SuperOffice answered in this pass.</summary>
    public bool SuperOfficeAnswered { get; set; }

    /// <summary>True once a change that was sent in this pass was found done.</summary>
    public bool ChangeDone { get; set; }

    /// <summary>True once a write was allowed in this pass.</summary>
    public bool WriteAllowed { get; set; }

    /// <summary>True once money was set aside for an analysis in this pass.</summary>
    public bool SpendReserved { get; set; }

    /// <summary>True once the write budget allowed a write in this pass.</summary>
    public bool BudgetLeft { get; set; }

    /// <summary>True once an entry of the journal was stored in this pass.</summary>
    public bool SnapshotStored { get; set; }

    /// <summary>Entities of which a write that had been given up was found to have arrived.</summary>
    public HashSet<EntityKey> LateWrites { get; } = [];

    /// <summary>True once the run has a name.</summary>
    public bool Described { get; set; }

    /// <summary>Now, by Redis' clock, as far as this process can know it.</summary>
    public DateTimeOffset RedisNow => Pass.StartedAt + Lease.Age;

    /// <summary>The contact, read once for all of the pass that needs it: its persons' questions do.</summary>
    public async Task<ContactRecord?> ContactAsync(int id, CancellationToken cancellationToken)
    {
        if (!_contacts.TryGetValue(id, out var contact))
        {
            contact = await client.GetContactAsync(id, cancellationToken);
            SuperOfficeAnswered = true;
            _contacts[id] = contact;
        }

        return contact;
    }

    /// <summary>Lets an entity be read anew: time has passed.</summary>
    public void Forget(EntityKey entity)
    {
        if (entity.Kind == EntityKind.Contact)
        {
            _contacts.Remove(entity.Id);
        }
    }

    /// <summary>The contact as far as this pass knows it: as it was read last, with what we wrote since; null if it was not read.</summary>
    public ContactRecord? Known(int id) => _contacts.GetValueOrDefault(id);

    /// <summary>Notes how a record is by now, so that what comes later in the pass is not judged by what it was before our own write.</summary>
    public void Note(CrmRecord record)
    {
        if (record is ContactRecord contact)
        {
            _contacts[contact.ContactId] = contact;
        }
    }

    /// <summary>How urgent the calls about an entity are: nobody waits for what only follows from a change elsewhere.</summary>
    public CallClass ClassOf(EntityKey entity) =>
        JobsOf(entity).ToList() is { Count: > 0 } jobs && jobs.TrueForAll(RequestWork.IsConsequence) ? CallClass.Cascade : CallClass.Live;

    /// <summary>The jobs about an entity.</summary>
    public IEnumerable<PassJob> JobsOf(EntityKey entity) => Pass.Jobs.Where(j => j.Entity == entity);
}
