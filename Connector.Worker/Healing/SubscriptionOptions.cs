using System.ComponentModel.DataAnnotations;

namespace Connector.Worker.Healing;

/// <summary>How the tenant's webhook is looked after, section <c>Tenant:Subscription</c>.</summary>
public sealed class SubscriptionOptions
{
    /// <summary>
    /// Whether the webhook is looked at. Needs the Webhook agent, which SuperOffice grants an application; without it the look says so and asks nothing else. Default true.
    /// </summary>
    public bool Watch { get; set; } = true;

    /// <summary>How often. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "Tenant:Subscription:LookEvery must be between {1} and {2}.")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Whether a webhook that SuperOffice stopped for its failures is set active again, once SuperOffice's own test event reaches the intake: only in mode <c>write</c>, and at most
    /// three times an hour. One that a person stopped stays so. Default true.
    /// </summary>
    public bool Mend { get; set; } = true;

    /// <summary>
    /// Whether that happens too where the test event is not answered with 200. SuperOffice's API may hide a webhook's secret and headers and leave them out of its test, which the intake
    /// then refuses; whether it does is documented nowhere. Default false: such a webhook is left to a person.
    /// </summary>
    public bool MendUnproven { get; set; }

    /// <summary>Whether records are looked for that changed while events were lost. They are read; only what differs costs more. Default true.</summary>
    public bool CatchUp { get; set; } = true;
}
