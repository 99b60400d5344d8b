using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>
/// Where saves leave their events. A save never waits for a receiver: each event is queued for each active subscription that
/// asked for it, and <see cref="EventDelivery"/> empties the queue in the background. What is raised for a subscription that
/// stopped is lost to it, and counted.
/// </summary>
internal sealed class EventFeed(
    Subscriptions subscriptions, DeliveryQueue queue, EventLog log, Counters counters, Faults faults, TimeProvider time)
{
    private readonly SeededDice _dice = new();

    /// <summary>Raises an event of a row.</summary>
    public void Raise(string verb, EntityRow row, IReadOnlyList<string> changes, int associateId)
    {
        var (at, withValues) = (Now(), faults.FieldValues);
        Raise(New($"{row.Entity}.{verb}", row.Entity, row.Id, (id, to) => EventPayload.ForRow(to, id, verb, row, changes, associateId, at, withValues)));
    }

    /// <summary>Raises an event signalled by an app.</summary>
    public void Signal(string name, int primaryKey, int associateId)
    {
        var at = Now();
        Raise(New(name, "", primaryKey, (id, to) => EventPayload.Plain(to, id, name, "", primaryKey, associateId, at)));
    }

    /// <summary>Changes a subscription; if that stops or starts it, whoever asked for such events is told.</summary>
    /// <returns>The new one, or null if there is none of that id.</returns>
    public Subscription? Change(int id, Func<Subscription, Subscription> change)
    {
        SubscriptionState? before = null;
        var after = subscriptions.Update(id, old =>
        {
            before = old.State;
            return change(old);
        });
        if (after is not null && after.State != before)
        {
            Tell(after);
        }

        return after;
    }

    /// <summary>Sends a past event again, to the active subscriptions that ask for it.</summary>
    public void Resend(TenantEvent past)
    {
        foreach (var subscription in Listeners(past.Name).Where(one => one.State == SubscriptionState.Active))
        {
            queue.TryAdd(new(subscription.Id, past, DeliveryKind.Resend), TimeSpan.Zero);
        }
    }

    /// <summary>Notes that an event will not reach a subscription.</summary>
    public void Lose(Delivery delivery)
    {
        if (delivery.Kind == DeliveryKind.Original)
        {
            log.Find(delivery.Event.Id)?.Lose();
            counters.Add(CounterKind.Deliveries, "lost");
        }
    }

    /// <summary>Drops what was not yet picked up for delivery, forgets past events, and begins chance anew.</summary>
    public void Clear()
    {
        queue.Clear();
        log.Clear();
        _dice.Reset();
    }

    private static TenantEvent New(string name, string entity, int primaryKey, Func<Guid, Subscription, byte[]> payload) =>
        new(Guid.NewGuid(), name, entity, primaryKey, payload);

    /// <summary>When an event says it happened.</summary>
    private DateTimeOffset Now() => time.GetUtcNow() + TimeSpan.FromSeconds(faults.Settings.TimestampShiftSeconds);

    private IEnumerable<Subscription> Listeners(string name) => subscriptions.All.Where(subscription => subscription.Events.Contains(name));

    private void Raise(TenantEvent raised)
    {
        counters.Add(CounterKind.Events, raised.Name);
        log.Add(raised);
        foreach (var subscription in Listeners(raised.Name))
        {
            Queue(new(subscription.Id, raised), subscription.State == SubscriptionState.Active);
        }
    }

    private void Queue(Delivery delivery, bool active)
    {
        var settings = faults.Settings;
        bool Chance(double probability) => probability > 0 && _dice.Hits(probability, settings.DeliverySeed);
        var delay = settings.DeliveryDelayMilliseconds + (Chance(settings.ReorderProbability) ? settings.ReorderMilliseconds : 0);
        var (lost, twice) = (Chance(settings.LossProbability), Chance(settings.DuplicateProbability));
        if (lost || !active || !queue.TryAdd(delivery, TimeSpan.FromMilliseconds(delay)))
        {
            Lose(delivery);
        }
        else if (twice)
        {
            queue.TryAdd(delivery with { Kind = DeliveryKind.Duplicate }, TimeSpan.FromMilliseconds(delay));
        }
    }

    /// <summary>
    /// The id is in the name that subscriptions ask for, not in that of the body. Not counted among the tenant's events: a
    /// webhook is no record.
    /// </summary>
    private void Tell(Subscription changed)
    {
        var verb = changed.State switch
        {
            SubscriptionState.Active => "started",
            SubscriptionState.TooManyErrors => "errors",
            _ => "stopped",
        };
        var at = Now();
        var state = New($"webhook.{verb}", "webhook", changed.Id, (id, to) => EventPayload.Plain(to, id, $"webhook.{verb}", "webhook", changed.Id, 0, at));
        foreach (var subscription in Listeners($"webhook{changed.Id}.{verb}").Where(one => one.State == SubscriptionState.Active))
        {
            queue.TryAdd(new(subscription.Id, state), TimeSpan.Zero);
        }
    }
}
