using Connector.Enricher.Providers;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Connector.Enricher.Calls;

/// <summary>Failures as the contract promises them: a status, a stable reason, and when to come back.</summary>
internal static class CallErrors
{
    /// <summary>The domain of every <c>ErrorInfo</c>.</summary>
    public const string Domain = "connector.enrichment";

    public static RpcException Invalid(BadRequest wrong)
        => New(Code.InvalidArgument, "INVALID_REQUEST", "The request is not valid: " + string.Join(", ", wrong.FieldViolations.Select(v => v.Field)) + ".", wrong);

    public static RpcException KeyRefused() => New(
        Code.Unauthenticated, "ENRICHER_KEY_REFUSED", "The call carries no key, or not the right one: Worker:EnricherKey must be the enricher's Enricher:Key.");

    public static RpcException Of(ProviderException exception)
    {
        var (code, reason) = Translate(exception.Failure);
        // A RESOURCE_EXHAUSTED always says when to come back.
        var retry = exception.RetryAfter ?? (code == Code.ResourceExhausted ? TimeSpan.FromSeconds(30) : null);
        return retry is { } delay
            ? New(code, reason, exception.Message, new RetryInfo { RetryDelay = Bounded(delay).ToDuration() })
            : New(code, reason, exception.Message);
    }

    /// <summary>The <c>ErrorInfo.reason</c> of a failure.</summary>
    public static string ReasonOf(ProviderFailure failure) => Translate(failure).Reason;

    private static (Code Code, string Reason) Translate(ProviderFailure failure) => failure switch
    {
        ProviderFailure.TenantUnknown => (Code.FailedPrecondition, "TENANT_UNKNOWN"),
        ProviderFailure.CredentialsRefused => (Code.Unauthenticated, "EXPLORER_CREDENTIALS_REFUSED"),
        ProviderFailure.WrongAddress => (Code.FailedPrecondition, "EXPLORER_WRONG_ADDRESS"),
        ProviderFailure.Unprocessable => (Code.FailedPrecondition, "EXPLORER_UNPROCESSABLE"),
        ProviderFailure.TooManyRequests => (Code.ResourceExhausted, "EXPLORER_TOO_MANY_REQUESTS"),
        ProviderFailure.Unreachable => (Code.Unavailable, "EXPLORER_UNREACHABLE"),
        ProviderFailure.Unavailable => (Code.Unavailable, "EXPLORER_UNAVAILABLE"),
        ProviderFailure.Paused => (Code.Unavailable, "EXPLORER_PAUSED"),
        ProviderFailure.Timeout => (Code.Unavailable, "EXPLORER_TIMEOUT"),
        ProviderFailure.Unreadable => (Code.DataLoss, "EXPLORER_ANSWER_UNREADABLE"),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, null),
    };

    private static TimeSpan Bounded(TimeSpan delay)
        => TimeSpan.FromTicks(Math.Clamp(delay.Ticks, TimeSpan.TicksPerSecond, TimeSpan.TicksPerHour));

    private static RpcException New(Code code, string reason, string message, Google.Protobuf.IMessage? detail = null)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Domain = Domain, Reason = reason }));
        if (detail is not null)
        {
            status.Details.Add(Any.Pack(detail));
        }

        return status.ToRpcException();
    }
}
