namespace Connector.Sandbox.Tenant.Events;

/// <summary>Why an event is delivered.</summary>
internal enum DeliveryKind
{
    /// <summary>It was raised.</summary>
    Original,

    /// <summary>The dispatcher sends it twice.</summary>
    Duplicate,

    /// <summary>An administrator sends it again.</summary>
    Resend,
}

/// <summary>One event on its way to one subscription.</summary>
/// <param name="SubscriptionId">To whom.</param>
/// <param name="Event">What.</param>
/// <param name="Kind">Why.</param>
internal sealed record Delivery(int SubscriptionId, TenantEvent Event, DeliveryKind Kind = DeliveryKind.Original)
{
    /// <summary>Tries before the next one, in this cycle.</summary>
    public int Tried { get; init; }

    /// <summary>Cycles of three tries that failed.</summary>
    public int Cycles { get; init; }

    /// <summary>Tries before the next one under the event's present id; what <c>X-SuperOffice-Retry</c> says.</summary>
    public int Retry { get; init; }

    /// <summary>The next try of the same cycle.</summary>
    public Delivery Again() => this with { Tried = Tried + 1, Retry = Retry + 1 };

    /// <summary>The first try of the next cycle.</summary>
    public Delivery Requeued() => this with { Tried = 0, Retry = Retry + 1, Cycles = Cycles + 1 };

    /// <summary>Like <see cref="Requeued"/>, as if it were another event.</summary>
    public Delivery Renewed() => this with { Tried = 0, Retry = 0, Cycles = Cycles + 1, Event = Event with { Id = Guid.NewGuid() } };
}
