using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Events;
using Connector.Sandbox.Tenant.Fields;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Tenant.Database;

/// <summary>
/// The CRM's data, in memory. Seeded rows have small fixed ids; new ones count on from where the sandbox's clock stands at
/// its start (see <see cref="SandboxOptions.FirstNewId"/>), and a reset does not turn the counter back.
/// </summary>
internal sealed class TenantDatabase
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int _lastId;

    public TenantDatabase(IOptions<SandboxOptions> options, EventFeed events, Faults faults, TimeProvider time)
    {
        _lastId = (options.Value.FirstNewId ?? Math.Max(1000, (int)(time.GetUtcNow() - Epoch).TotalSeconds)) - 1;
        Contacts = new(this, events, faults, time);
        Persons = new(this, events, faults, time);
        Sales = new(this, events, faults, time);
        Seed();
    }

    /// <summary>Held while a save changes rows and raises its event, so that both have one order.</summary>
    public Lock Gate { get; } = new();

    public EntityTable<ContactRow> Contacts { get; }

    public EntityTable<PersonRow> Persons { get; }

    public EntityTable<SaleRow> Sales { get; }

    public UserLists Lists { get; } = new();

    public IEnumerable<PersonRow> PersonsOf(int contactId) =>
        Persons.All.Where(person => person.ContactId == contactId && person.DeletedAt is null);

    /// <summary>Brings back the first state, without events.</summary>
    public void Seed()
    {
        lock (Gate)
        {
            var (contacts, persons) = Seeds.Rows();
            Contacts.Load(contacts);
            Persons.Load(persons);
            Sales.Load(Seeds.Sales());
            Lists.Reset();
        }
    }

    internal int NextId() => Interlocked.Increment(ref _lastId);
}
