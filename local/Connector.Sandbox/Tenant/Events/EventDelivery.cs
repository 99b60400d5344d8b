using Connector.Sandbox.Control;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>
/// Delivers raised events in the background: up to three tries each, several events at a time, so that order is promised as
/// little as in the original. What becomes of an event whose third try fails is a switch.
/// </summary>
internal sealed class EventDelivery(
    DeliveryQueue queue, EventFeed feed, EventLog log, Subscriptions subscriptions, WebhookSender sender, Counters counters, Faults faults,
    IOptions<SandboxOptions> options, ILogger<EventDelivery> logger) : BackgroundService
{
    private const int Senders = 8;

    /// <summary>An event that only fails while others succeed would go round for ever.</summary>
    private const int MaxCycles = 10;

    private readonly TimeSpan[] _pauses = [TimeSpan.Zero, options.Value.Delivery.SecondTryAfter, options.Value.Delivery.ThirdTryAfter];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(
            queue.ReadAllAsync(stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = stoppingToken },
            async (delivery, cancellation) => await TryAsync(delivery, cancellation));

    private async Task TryAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (subscriptions.Find(delivery.SubscriptionId) is not { State: SubscriptionState.Active } subscription)
        {
            feed.Lose(delivery);
            return;
        }

        var result = await sender.PostAsync(subscription, delivery.Event, delivery.Retry, test: false, cancellationToken);
        if (result.Ok)
        {
            Succeed(delivery);
        }
        else
        {
            Fail(delivery, result);
        }
    }

    private void Succeed(Delivery delivery)
    {
        log.Find(delivery.Event.Id)?.Deliver();
        feed.Change(delivery.SubscriptionId, current => current.Succeeded());
        counters.Add(CounterKind.Deliveries, delivery.Kind switch
        {
            DeliveryKind.Duplicate => "duplicated",
            DeliveryKind.Resend => "resent",
            _ => "succeeded",
        });
    }

    private void Fail(Delivery delivery, TryResult result)
    {
        SandboxLog.TryFailed(logger, delivery.Event.Name, delivery.Tried + 1, _pauses.Length, result.Error);
        counters.Add(CounterKind.Deliveries, "failed");
        var gone = result.Status == System.Net.HttpStatusCode.Gone;
        var after = feed.Change(delivery.SubscriptionId, current => current.Failed(result.Error, gone));
        if (after is { State: not SubscriptionState.Active })
        {
            SandboxLog.SubscriptionStopped(logger, after.Name, after.State);
        }

        if (Next(delivery, after) is not { } next)
        {
            feed.Lose(delivery);
            return;
        }

        if (next.Event.Id != delivery.Event.Id)
        {
            log.Add(next.Event);
        }

        if (!queue.TryAdd(next, _pauses[next.Tried]))
        {
            feed.Lose(next);
        }
    }

    private Delivery? Next(Delivery failed, Subscription? target) =>
        target is not { State: SubscriptionState.Active } ? null
        : failed.Tried + 1 < _pauses.Length ? failed.Again()
        : failed.Cycles + 1 >= MaxCycles ? null
        : faults.Settings.AfterThreeFailures switch
        {
            FailedEvent.Requeue => failed.Requeued(),
            FailedEvent.RequeueAsNew => failed.Renewed(),
            _ => null,
        };
}
