using Connector.SuperOffice;
using Connector.Worker.Spending;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Connector.Worker.Passes;

/// <summary>What a failure means for the work it stopped.</summary>
public enum FailureEffect
{
    /// <summary>Every work of the tenant would fail the same way: the tenant is held; costs no attempt.</summary>
    Hold,

    /// <summary>The other side asked to come back later; costs no attempt.</summary>
    Wait,

    /// <summary>It may work next time; costs an attempt.</summary>
    Retry,

    /// <summary>Trying again will not help: a human looks at it.</summary>
    Dead,
}

/// <summary>A failure, judged.</summary>
/// <param name="Effect">What it means.</param>
/// <param name="Error">For people: no secret, no body, nothing the other side wrote.</param>
/// <param name="Delay">For <see cref="FailureEffect.Wait"/>: when to come back.</param>
/// <param name="Side">For <see cref="FailureEffect.Hold"/>: which side must recover.</param>
public sealed record Failure(FailureEffect Effect, string Error, TimeSpan Delay = default, HoldSide Side = HoldSide.SuperOffice)
{
    /// <summary>True if there was an answer that nobody can read. <see cref="Side"/> says whose; see <see cref="UnreadableAnswers"/>.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>True if the other side was not even asked, because it has failed too often before: this says nothing new of it.</summary>
    public bool NotAsked { get; init; }

    /// <summary>Where a side asks to wait and does not say for how long.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(30);

    /// <summary>What we are asked to wait is believed up to here.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>Judges what a call threw; null if it is no failure of the outside world, but a mistake of ours or a cancellation.</summary>
    public static Failure? Of(Exception thrown) => thrown switch
    {
        SuperOfficeException crm => Of(crm) with { NotAsked = crm.NotAsked },
        RpcException rpc => Of(rpc),
        UnreadableChangeException unreadable => Unreadable(unreadable.Message, HoldSide.Changes),
        HeldException held => held.Failure,
        SpendCapException cap => new(FailureEffect.Hold, cap.Message, Side: HoldSide.Spend),
        AnalysisFailedException failed => new(FailureEffect.Retry, failed.Message),
        InvalidProtocolBufferException or InvalidDataException => Unreadable("The enricher's answer could not be read.", HoldSide.CompanyExplorer),
        _ => null,
    };

    private static Failure Of(SuperOfficeException crm) => (crm.Scope, crm.Kind) switch
    {
        (_, FailureKind.WriteRefused) => new(FailureEffect.Hold, crm.Message, Side: HoldSide.WriteStop),
        (_, FailureKind.Transient or FailureKind.Conflict) => new(FailureEffect.Retry, crm.Message),
        (FailureScope.Tenant, _) or (_, FailureKind.Revoked or FailureKind.TenantUnavailable) => new(FailureEffect.Hold, crm.Message),
        (_, FailureKind.Unreadable) => Unreadable(crm.Message, HoldSide.SuperOffice),
        (_, FailureKind.AskedToWait) => new(FailureEffect.Wait, crm.Message, Bounded(crm.RetryAfter)),
        _ => new(FailureEffect.Dead, crm.Message),
    };

    private static Failure Of(RpcException rpc)
    {
        var details = rpc.GetRpcStatus();
        var retryAfter = details?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
        var reason = details?.GetDetail<ErrorInfo>()?.Reason;
        return rpc.StatusCode switch
        {
            StatusCode.Unauthenticated when reason == "ENRICHER_KEY_REFUSED" => new(
                FailureEffect.Hold, "The enricher refuses our key; Worker:EnricherKey must be its Enricher:Key.", Side: HoldSide.CompanyExplorer),
            StatusCode.Unavailable when reason == "EXPLORER_PAUSED" =>
                new(FailureEffect.Hold, "The Company Explorer has all but ceased to answer and is not asked for a while.", Side: HoldSide.CompanyExplorer) { NotAsked = true },
            StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
                new(FailureEffect.Hold, "The Company Explorer refuses our credentials; check COMPANY_EXPLORER_USER and COMPANY_EXPLORER_PASSWORD, or the settings Explorer.", Side: HoldSide.CompanyExplorer),
            StatusCode.ResourceExhausted => new(FailureEffect.Wait, "The Company Explorer asks to come back later.", Bounded(retryAfter)),
            StatusCode.Unavailable when retryAfter is not null =>
                new(FailureEffect.Wait, "The Company Explorer is away and asks to come back later.", Bounded(retryAfter)),
            StatusCode.Unavailable when reason == "EXPLORER_UNREACHABLE" =>
                new(FailureEffect.Retry, "The Company Explorer cannot be reached; check COMPANY_EXPLORER_URL (Explorer:BaseUrl)."),
            StatusCode.Unavailable when reason == "EXPLORER_TIMEOUT" => new(FailureEffect.Retry, "The Company Explorer did not answer in time."),
            StatusCode.Unavailable when reason == "EXPLORER_UNAVAILABLE" =>
                new(FailureEffect.Retry, "The Company Explorer is in trouble, or sends us elsewhere (5xx or a redirect)."),
            StatusCode.Unavailable when reason is null => new(FailureEffect.Retry, "The enricher cannot be reached."),
            StatusCode.Unavailable => new(FailureEffect.Retry, "The enricher or the Company Explorer cannot be reached."),
            StatusCode.DeadlineExceeded => new(FailureEffect.Retry, "The enricher did not answer in time."),
            StatusCode.Internal or StatusCode.Unknown or StatusCode.Aborted or StatusCode.Cancelled =>
                new(FailureEffect.Retry, $"The enricher failed ({rpc.StatusCode})."),
            StatusCode.DataLoss => Unreadable("The Company Explorer's answer could not be read.", HoldSide.CompanyExplorer),
            StatusCode.FailedPrecondition when reason == "TENANT_UNKNOWN" =>
                new(FailureEffect.Hold, "The enricher has no enabled file of this tenant in its Tenants:Directory.", Side: HoldSide.CompanyExplorer),
            StatusCode.FailedPrecondition when reason == "EXPLORER_WRONG_ADDRESS" => new(
                FailureEffect.Hold,
                "What answers at the Company Explorer's address is not it; check COMPANY_EXPLORER_URL (Explorer:BaseUrl) and what stands before it.",
                Side: HoldSide.CompanyExplorer),
            StatusCode.FailedPrecondition => new(FailureEffect.Dead, "The Company Explorer cannot process the request."),
            _ => new(FailureEffect.Dead, $"The enricher refuses the request ({rpc.StatusCode})."),
        };
    }

    private static Failure Unreadable(string error, HoldSide side) => new(FailureEffect.Retry, error, Side: side) { IsUnreadable = true };

    private static TimeSpan Bounded(TimeSpan? asked) => asked switch
    {
        null => DefaultWait,
        { } delay when delay < TimeSpan.FromSeconds(1) => TimeSpan.FromSeconds(1),
        { } delay when delay > LongestWait => LongestWait,
        { } delay => delay,
    };
}
