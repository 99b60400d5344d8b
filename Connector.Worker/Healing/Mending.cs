using Connector.Jobs.Ledger;
using Connector.SuperOffice;
using Connector.SuperOffice.Webhooks;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Healing;

/// <summary>
/// Sets webhooks active again that SuperOffice stopped for their failures, where that may be: one that fails again at once would only hide what is wrong, so the intake has to
/// be reached first, and after each time it waits longer.
/// </summary>
internal sealed class Mending(
    SuperOfficeClient client, WritePermissions permissions, IOptions<SuperOfficeOptions> superOffice, IOptions<TenantOptions> tenant, TimeProvider time, ILogger<Mending> log)
{
    /// <summary>For how long a time counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    // Before the first, the second and the third time within an hour. There is no fourth.
    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    /// <summary>Mends what may be mended.</summary>
    /// <param name="stopped">A webhook that SuperOffice has stopped.</param>
    /// <param name="before">When one was mended in the last hour, oldest first.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The webhook, or why it was left as it is, as a sentence.</returns>
    /// <exception cref="SuperOfficeException">SuperOffice did not take the change.</exception>
    public async Task<(WebhookSubscription? Mended, string? WhyNot)> RunAsync(
        WebhookSubscription stopped, IReadOnlyList<DateTimeOffset> before, CancellationToken cancellationToken)
    {
        if (!tenant.Value.Subscription.Mend)
        {
            return (null, "Tenant:Subscription:Mend is false, so it is not set active again by itself.");
        }

        if (await permissions.AskAsync(superOffice.Value.ContextIdentifier, tenant.Value.Mode, setUp: false, cancellationToken) != WriteVerdict.Granted)
        {
            return (null, "It is set active again by itself only in mode write, and while no write stop is set.");
        }

        if (before.Count >= Pauses.Length)
        {
            return (null, "It was set active again three times within an hour, and stopped each time: that is left to a person, or to the next hour.");
        }

        if (before.Count > 0 && before[^1] + Pauses[before.Count] > time.GetUtcNow())
        {
            return (null, "It was set active again and stopped again: the next time is after a pause.");
        }

        if (!tenant.Value.Subscription.MendUnproven && !(await client.Webhooks.TestAsync(stopped.WebhookId, cancellationToken)).Success)
        {
            return (null, "SuperOffice's test event is not answered with 200, so it is not set active again yet.");
        }

        var mended = await client.Webhooks.ReactivateAsync(stopped.WebhookId, cancellationToken);
        if (mended.State != WebhookState.Active)
        {
            return (null, "SuperOffice took the change and left it stopped.");
        }

        log.WebhookMended(superOffice.Value.ContextIdentifier, mended.WebhookId);
        return (mended, null);
    }
}
