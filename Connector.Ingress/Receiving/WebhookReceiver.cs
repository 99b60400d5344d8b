using System.Diagnostics;
using System.Net.Http.Headers;
using Connector.Ingress.Accepting;
using Connector.Ingress.Authenticity;
using Connector.Ingress.Tenants;
using Connector.Jobs;
using Connector.Jobs.Intake;
using Connector.ServiceDefaults.Faults;
using Connector.SuperOffice.Webhooks;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Receiving;

/// <summary>
/// Takes one post through its checks, cheapest first, each of which may end it: method, size, content type, authenticity
/// from the headers and then over the raw bytes, size once unpacked, tenant; then stores it. Content never refuses an authenticated post: what cannot be read is stored
/// as it is, and ends as a dead letter where people see it.
/// </summary>
internal sealed class WebhookReceiver(
    DurableAccept accept, FailureLimit failures, FailureAlarm alarm, TimeProvider time, IOptions<IngressOptions> options)
{
    /// <summary>What some of SuperOffice's own samples carry instead of a context identifier.</summary>
    private const string NoContext = "Default";

    public async Task<Receipt> ReceiveAsync(HttpContext context, IngressTenant tenant)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return new Receipt(ReceiveOutcome.MethodNotAllowed);
        }

        if (request.ContentLength > options.Value.MaxBodyBytes)
        {
            return new Receipt(ReceiveOutcome.TooLarge);
        }

        if (!IsJson(request.ContentType))
        {
            return new Receipt(ReceiveOutcome.UnsupportedType);
        }

        if (tenant.Authenticity.Look(context) is { IsHopeless: true } hopeless)
        {
            return Refuse(context, tenant, hopeless);
        }

        try
        {
            return await RawBody.ReadAsync(request, options.Value.MaxBodyBytes, context.RequestAborted) is { } body
                ? await ReceiveAsync(context, tenant, body)
                : new Receipt(ReceiveOutcome.TooLarge);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Receipt(ReceiveOutcome.TooLarge);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return new Receipt(ReceiveOutcome.Incomplete);
        }
    }

    private async Task<Receipt> ReceiveAsync(HttpContext context, IngressTenant tenant, byte[] received)
    {
        // Over the bytes as they came: what is signed is what was sent.
        if (tenant.Authenticity.Judge(context, received) is { IsProven: false } verdict)
        {
            return Refuse(context, tenant, verdict);
        }

        if (UnpackedBody.Of(received, context.Request.Headers.ContentEncoding, options.Value.MaxBodyBytes) is not { } body)
        {
            return new Receipt(ReceiveOutcome.TooLarge);
        }

        _ = WebhookEvent.TryParse(body, out var parsed, out _);
        var name = parsed is null ? "(unreadable)" : LoggableName.Of(parsed.Event);
        var age = EventAges.Of(parsed?.Timestamp, time.GetUtcNow());
        if (IsForeign(parsed, tenant))
        {
            return new Receipt(ReceiveOutcome.Foreign, Event: name, Age: age);
        }

        var identity = EventIdentity.Of(parsed, body);
        var incoming = new IncomingEvent
        {
            JobId = JobIds.New(),
            Tenant = tenant.Id,
            EventId = identity.Id,
            About = identity.About,
            Body = body,
            TraceParent = Activity.Current?.Id,
        };
        Steps.Announce(Steps.BeforeAccept);
        var deposited = await accept.AcceptAsync(incoming);
        Steps.Announce(Steps.AfterAccept);
        return deposited is { } deposit
            ? new Receipt(deposit.Outcome, deposit.JobId, name, age)
            : new Receipt(ReceiveOutcome.Unavailable, Event: name, Age: age);
    }

    private Receipt Refuse(HttpContext context, IngressTenant tenant, Verdict verdict)
    {
        alarm.Count(tenant.Id, verdict);
        return failures.Note(context.Connection.RemoteIpAddress) is { } wait
            ? new Receipt(ReceiveOutcome.Throttled, RetryAfter: wait)
            : new Receipt(ReceiveOutcome.Unauthorized);
    }

    private static bool IsForeign(WebhookEvent? parsed, IngressTenant tenant) =>
        parsed?.ContextIdentifier is { Length: > 0 } claimed
        && !claimed.Equals(tenant.Id, StringComparison.OrdinalIgnoreCase)
        && !claimed.Equals(NoContext, StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed)
        && parsed.MediaType is { } type
        && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
