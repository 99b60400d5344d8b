using Connector.SuperOffice;
using Connector.Worker.Deciding;
using Connector.Worker.Healing;
using Connector.Worker.Passes;
using Connector.Worker.Refusing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tenants;

/// <summary>
/// All that works for one tenant: its settings, its client of SuperOffice, the parts of a pass. Whoever uses it says so, so that one that
/// was replaced is taken down after its last use and not under it.
/// </summary>
internal sealed class TenantCell
{
    private readonly IServiceProvider _services;
    private readonly OwnIdentity _identity;
    private readonly OwnerList _owners;
    private readonly RelevantColumns _columns;
    private readonly RefusalTerms _refusals;
    private readonly TaskCompletionSource _unused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The first use is that of whoever made it, given back by RetireAsync.
    private int _uses = 1;

    /// <summary>Made of services of the tenant's own, or of the process' services for the default tenant.</summary>
    public TenantCell(IServiceProvider services)
    {
        _services = services;
        _identity = services.GetRequiredService<OwnIdentity>();
        Work = services.GetRequiredService<EntityWork>();
        Client = services.GetRequiredService<SuperOfficeClient>();
        Answers = services.GetRequiredService<UnreadableAnswers>();
        Lifted = services.GetRequiredService<LiftedHolds>();
        var superOffice = services.GetRequiredService<IOptions<SuperOfficeOptions>>().Value;
        (Tenant, Share) = (superOffice.ContextIdentifier, superOffice.MaxConcurrentCalls);
        var tenant = services.GetRequiredService<IOptions<TenantOptions>>().Value;
        Subscription = services.GetRequiredService<SubscriptionLook>();
        (Look, _refusals) = (services.GetRequiredService<TenantLook>(), services.GetRequiredService<RefusalTerms>());
        (_owners, _columns) = (new OwnerList(tenant.Owners), tenant.Columns());
    }

    /// <summary>The context identifier.</summary>
    public string Tenant { get; }

    /// <summary>The most passes at a time in this process: as many as may call its CRM at a time.</summary>
    public int Share { get; }

    public EntityWork Work { get; }

    public SuperOfficeClient Client { get; }

    public UnreadableAnswers Answers { get; }

    public LiftedHolds Lifted { get; }

    public TenantLook Look { get; }

    public SubscriptionLook Subscription { get; }

    /// <summary>What decisions depend on.</summary>
    public async Task<DecisionSettings> SettingsAsync(CancellationToken cancellationToken)
    {
        var own = await _identity.GetAsync(cancellationToken);
        return new DecisionSettings
        {
            Tenant = Tenant,
            OwnAssociateId = own?.AssociateId,
            OwnIdDedicated = own?.Dedicated ?? false,
            Owners = _owners,
            ByOwners = _refusals.Owners,
            Columns = _columns,
        };
    }

    /// <summary>Begins a use; dispose the result after it.</summary>
    /// <returns>Null if the cell is retired and out of use.</returns>
    public IDisposable? TryUse()
    {
        int uses;
        do
        {
            uses = Volatile.Read(ref _uses);
            if (uses == 0)
            {
                return null;
            }
        }
        while (Interlocked.CompareExchange(ref _uses, uses + 1, uses) != uses);
        return new Use(this);
    }

    /// <summary>Waits for the last use to end, and takes the cell's own services down. To be called once.</summary>
    public async Task RetireAsync()
    {
        Leave();
        await _unused.Task;
        if (_services is ServiceProvider own)
        {
            await own.DisposeAsync();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            _unused.SetResult();
        }
    }

    private sealed class Use(TenantCell cell) : IDisposable
    {
        private bool _over;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _over, true))
            {
                cell.Leave();
            }
        }
    }
}
