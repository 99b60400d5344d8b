using System.Net;
using Connector.Ingress.Authenticity;

namespace Connector.Ingress;

/// <summary>All log lines of the ingress. Event names come from senders and are made fit for a line before they get here.</summary>
internal static partial class IngressLog
{
    [LoggerMessage(1, LogLevel.Information, "{Tenant}: {Event} ({Age}) {Outcome} as job {JobId} in {Milliseconds:F1} ms")]
    public static partial void Received(
        this ILogger logger, string tenant, string? @event, string? age, string? jobId, string outcome, double milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "{Tenant}: post refused, {Outcome}, from {RemoteAddress} in {Milliseconds:F1} ms")]
    public static partial void Refused(this ILogger logger, string tenant, string outcome, IPAddress? remoteAddress, double milliseconds);

    [LoggerMessage(7, LogLevel.Warning, "{Unlogged} refusals before this one were only counted")]
    public static partial void RefusalsUnlogged(this ILogger logger, long unlogged);

    [LoggerMessage(8, LogLevel.Information, "{Tenant}: {Event} names another tenant and was only counted, in {Milliseconds:F1} ms")]
    public static partial void Foreign(this ILogger logger, string tenant, string? @event, double milliseconds);

    [LoggerMessage(3, LogLevel.Warning, "{Tenant}: {Event} could not be stored and was answered with 503 after {Milliseconds:F1} ms; SuperOffice tries again")]
    public static partial void Unavailable(this ILogger logger, string tenant, string? @event, double milliseconds);

    [LoggerMessage(4, LogLevel.Warning, "{Setting} has fewer than {Recommended} characters; set a longer one here and in the webhook")]
    public static partial void WeakCredential(this ILogger logger, string setting, int recommended);

    [LoggerMessage(9, LogLevel.Warning, "{Count} posts within a minute did not prove whose they are, {Signatures} by their signature and {Tokens} by their token, the last to {Tenant}: somebody guesses, or a webhook has another secret than we")]
    public static partial void ManyFailures(this ILogger logger, int count, int signatures, int tokens, string tenant);

    [LoggerMessage(10, LogLevel.Information, "{Tenant} may post; what proves it: {Proof}")]
    public static partial void MayPost(this ILogger logger, string tenant, PostProof proof);

    [LoggerMessage(5, LogLevel.Error, "Events cannot be stored; posts are answered with 503 until they can")]
    public static partial void StoreLost(this ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "Events can be stored again")]
    public static partial void StoreRegained(this ILogger logger);
}
