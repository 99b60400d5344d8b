using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>State of a webhook; names are SuperOffice's.</summary>
internal enum SubscriptionState
{
    Unknown = 0,
    Active = 1,
    Stopped = 2,
    TooManyErrors = 3,
}

/// <summary>
/// A webhook. After nine failed tries in a row it stops as <see cref="SubscriptionState.TooManyErrors"/>, after a 410 at once,
/// until somebody sets it active again; what happens meanwhile is lost to it. Source: SuperOffice docs, automation/webhook.
/// </summary>
internal sealed record Subscription
{
    /// <summary>Failed tries in a row that stop a subscription.</summary>
    public const int ErrorLimit = 9;

    public required int Id { get; init; }

    /// <summary>The app that made it and alone sees it; empty for one made in the administration, which no app sees.</summary>
    public string App { get; init; } = SandboxTenant.ClientId;

    public required string Name { get; init; }

    public required ImmutableArray<string> Events { get; init; }

    public required Uri TargetUrl { get; init; }

    public string? Secret { get; init; }

    public SubscriptionState State { get; init; } = SubscriptionState.Active;

    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedDictionary<string, JsonNode?> Properties { get; init; } = ImmutableSortedDictionary<string, JsonNode?>.Empty;

    public string Description { get; init; } = "";

    public ImmutableArray<string> ErrorEmails { get; init; } = [];

    /// <summary><c>None</c>, <c>Email</c> or <c>InApp</c>; nobody is notified here.</summary>
    public string NotifyVia { get; init; } = "None";

    /// <summary><c>None</c>, <c>FirstFailure</c> or <c>Disabling</c>.</summary>
    public string NotifyWhen { get; init; } = "None";

    public DateTimeOffset Registered { get; init; }

    public int RegisteredBy { get; init; }

    public DateTimeOffset Updated { get; init; }

    public int UpdatedBy { get; init; }

    public int TotalCalls { get; init; }

    public int TotalErrors { get; init; }

    public int ConsecutiveErrors { get; init; }

    public string LastError { get; init; } = "";

    /// <summary>Active again, which only somebody's deed makes it; the errors count anew.</summary>
    public Subscription Activated() => this with { State = SubscriptionState.Active, ConsecutiveErrors = 0 };

    public Subscription Succeeded() => this with { TotalCalls = TotalCalls + 1, ConsecutiveErrors = 0 };

    public Subscription Failed(string error, bool gone) => this with
    {
        TotalCalls = TotalCalls + 1,
        TotalErrors = TotalErrors + 1,
        ConsecutiveErrors = ConsecutiveErrors + 1,
        LastError = error,
        State = State != SubscriptionState.Active ? State
            : gone ? SubscriptionState.Stopped
            : ConsecutiveErrors + 1 >= ErrorLimit ? SubscriptionState.TooManyErrors
            : State,
    };
}
