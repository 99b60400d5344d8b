using System.ComponentModel.DataAnnotations;

namespace Connector.Sandbox.Control;

/// <summary>What becomes of an event after three failed tries; SuperOffice's documents contradict each other.</summary>
public enum FailedEvent
{
    /// <summary>It is lost.</summary>
    Discard,

    /// <summary>It goes to the back of the queue for three more tries.</summary>
    Requeue,

    /// <summary>Like <see cref="Requeue"/>, under a new EventId.</summary>
    RequeueAsNew,
}

/// <summary>What an application that may not manage webhooks is told; the code is documented nowhere.</summary>
public enum WebhookAgentMode
{
    /// <summary>It may.</summary>
    Granted,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>500.</summary>
    ServerError,
}

/// <content>How events travel, and the webhook resource.</content>
public sealed partial record FaultSettings
{
    /// <summary>What becomes of an event after three failed tries. Default it is lost.</summary>
    public FailedEvent AfterThreeFailures { get; init; } = FailedEvent.Discard;

    /// <summary>How late events are posted, in milliseconds.</summary>
    [Range(0, 600_000)]
    public int DeliveryDelayMilliseconds { get; init; }

    /// <summary>How likely an event is overtaken by later ones, 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double ReorderProbability { get; init; }

    /// <summary>How long an event that is to be overtaken is held back, in milliseconds. Default 500.</summary>
    [Range(1, 600_000)]
    public int ReorderMilliseconds { get; init; } = 500;

    /// <summary>How likely an event is posted twice, 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double DuplicateProbability { get; init; }

    /// <summary>How likely an event is never posted, 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double LossProbability { get; init; }

    /// <summary>Seed of the three probabilities: the same seed treats the same events alike. Default 1.</summary>
    public int DeliverySeed { get; init; } = 1;

    /// <summary>Added to the time an event says it happened, in seconds; negative for an old one.</summary>
    [Range(-315_360_000, 315_360_000)]
    public int TimestampShiftSeconds { get; init; }

    /// <summary>Seconds after which a row that was deleted in the user interface is removed permanently. Default: never by itself.</summary>
    [Range(0, 86_400)]
    public int? HardDeleteAfterSeconds { get; init; }

    /// <summary>What an application gets that calls the webhook resource. Default it may.</summary>
    public WebhookAgentMode WebhookAgent { get; init; } = WebhookAgentMode.Granted;

    /// <summary>Whether the webhook resource answers secrets, header values and the query of a target's URL. Default false.</summary>
    public bool WebhookSecretsReadable { get; init; }

    /// <summary>Whether the webhook resource answers a state as a number. Default by name.</summary>
    public bool WebhookStateAsNumber { get; init; }
}
