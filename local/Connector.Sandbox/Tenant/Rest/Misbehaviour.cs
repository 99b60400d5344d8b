using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Connector.Sandbox.Control;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// What may go wrong with a call before and after it is carried out, in this order: the tenant lives elsewhere, the calls are too
/// many, the tenant does not run, the mode of the whole API, the single faults.
/// </summary>
internal sealed class Misbehaviour(Faults faults, TenantLocation location, CallRate rate, Stalling stalling, TimeProvider time)
{
    private readonly ConditionalWeakTable<ApiFault, Progress> _progress = [];

    /// <summary>Carries a call out, or not.</summary>
    /// <exception cref="TenantException">An answer with SuperOffice's error body.</exception>
    public async Task RunAsync(HttpContext context, Func<Task> carryOut)
    {
        var settings = faults.Settings;
        var calls = rate.Count();
        if (!location.IsHere(context.Request))
        {
            throw new TenantException(
                HttpStatusCode.MisdirectedRequest, "WrongSubdomainException", $"The tenant {SandboxTenant.Id} is not on this subdomain; ask its state for the right one");
        }

        if (settings.StrictCallRate && calls > CallRate.Limit)
        {
            throw Throttled(context, settings);
        }

        if (!settings.IsRunning || settings.Api == ApiMode.Unavailable)
        {
            throw Unavailable(context, settings);
        }

        switch (settings.Api)
        {
            case ApiMode.TooManyRequests:
                throw Throttled(context, settings);
            case ApiMode.ServerError:
                await PageAsync(context, StatusCodes.Status500InternalServerError, Pages.ServerError);
                break;
            default:
                await StrikeAsync(await NextAsync(context, settings), context, settings, carryOut);
                break;
        }
    }

    /// <summary>The fault that decides, after the delays before it.</summary>
    private async Task<ApiFaultKind?> NextAsync(HttpContext context, FaultSettings settings)
    {
        foreach (var fault in settings.ApiFaults ?? [])
        {
            var progress = _progress.GetOrCreateValue(fault);
            if (!Concerns(fault, context.Request) || !progress.Strikes(fault))
            {
                continue;
            }

            if (fault.Kind != ApiFaultKind.Latency)
            {
                return fault.Kind;
            }

            var jitter = progress.Dice.UpTo(fault.JitterMilliseconds, fault.Seed);
            await stalling.WaitAsync(context, TimeSpan.FromMilliseconds(fault.Milliseconds + jitter));
        }

        return null;
    }

    private async Task StrikeAsync(ApiFaultKind? kind, HttpContext context, FaultSettings settings, Func<Task> carryOut)
    {
        switch (kind)
        {
            case ApiFaultKind.Hang:
                await stalling.HangAsync(context);
                break;
            case ApiFaultKind.DropBefore:
                context.Abort();
                break;
            case ApiFaultKind.DropAfter:
                await CaptureAsync(context, carryOut);
                context.Abort();
                break;
            case ApiFaultKind.TooManyRequests:
                throw Throttled(context, settings);
            case ApiFaultKind.Unavailable:
                throw Unavailable(context, settings);
            case ApiFaultKind.ServerError:
                throw new TenantException(HttpStatusCode.InternalServerError, "NullReferenceException", "Object reference not set to an instance of an object.");
            case ApiFaultKind.Forbidden:
                throw new TenantException(HttpStatusCode.Forbidden, "SoSecurityException", "You do not have the right to do this");
            case ApiFaultKind.ServerErrorPage:
                await PageAsync(context, StatusCodes.Status500InternalServerError, Pages.ServerError);
                break;
            case ApiFaultKind.BadGateway:
                await PageAsync(context, StatusCodes.Status502BadGateway, Pages.BadGateway);
                break;
            case ApiFaultKind.Page:
                await PageAsync(context, StatusCodes.Status200OK, Pages.SignIn);
                break;
            case ApiFaultKind.Null:
                await TenantJson.Ok(null).ExecuteAsync(context);
                break;
            case ApiFaultKind.Empty:
                await Results.Text("", "application/json").ExecuteAsync(context);
                break;
            case ApiFaultKind.WrongType:
                await Results.Text("7", "application/json").ExecuteAsync(context);
                break;
            case ApiFaultKind.Redirect:
                Redirect(context, StatusCodes.Status302Found);
                break;
            case ApiFaultKind.RedirectKeepingMethod:
                Redirect(context, StatusCodes.Status307TemporaryRedirect);
                break;
            case ApiFaultKind.WrongContentType:
                await AnswerAsync(context, await CaptureAsync(context, carryOut), "text/plain", part: 1);
                break;
            case ApiFaultKind.TruncatedJson:
                await AnswerAsync(context, await CaptureAsync(context, carryOut), context.Response.ContentType, part: 2);
                break;
            default:
                await carryOut();
                break;
        }
    }

    private TenantException Throttled(HttpContext context, FaultSettings settings)
    {
        RetryAfter(context, settings);
        return new(HttpStatusCode.TooManyRequests, "SoThrottledException", "Too many requests");
    }

    private TenantException Unavailable(HttpContext context, FaultSettings settings)
    {
        RetryAfter(context, settings);
        return new(HttpStatusCode.ServiceUnavailable, "SoUnavailableException", "The tenant is not available");
    }

    private void RetryAfter(HttpContext context, FaultSettings settings) => context.Response.Headers.RetryAfter = settings.RetryAfterAs switch
    {
        RetryAfterForm.Seconds => settings.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture),
        RetryAfterForm.Date => (time.GetUtcNow() + TimeSpan.FromSeconds(settings.RetryAfterSeconds)).ToString("R", CultureInfo.InvariantCulture),
        _ => default,
    };

    private static bool Concerns(ApiFault fault, HttpRequest request) =>
        (fault.Method is null || fault.Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase))
        && (fault.Resource is null || fault.Resource.Equals(TenantGate.Resource(request.Path), StringComparison.OrdinalIgnoreCase));

    private static Task PageAsync(HttpContext context, int status, string page) =>
        Results.Content(page, "text/html; charset=utf-8", statusCode: status).ExecuteAsync(context);

    /// <summary>To the other name of this machine, at a path that only counts what follows, and whether it brings credentials.</summary>
    private static void Redirect(HttpContext context, int status)
    {
        var (request, response) = (context.Request, context.Response);
        response.StatusCode = status;
        response.Headers.Location = $"{request.Scheme}://{TenantLocation.Other($"{request.Host}")}{Elsewhere.Path}{request.Path}";
    }

    /// <summary>Carries out a call and keeps its answer back.</summary>
    private static async Task<byte[]> CaptureAsync(HttpContext context, Func<Task> carryOut)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await carryOut();
        }
        finally
        {
            context.Response.Body = wire;
        }

        return kept.ToArray();
    }

    private static async Task AnswerAsync(HttpContext context, byte[] body, string? contentType, int part)
    {
        var sent = body.AsMemory(0, body.Length / part);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = sent.Length;
        await context.Response.Body.WriteAsync(sent, context.RequestAborted);
    }

    /// <summary>How often a fault struck, and its chance.</summary>
    private sealed class Progress
    {
        private int _struck;

        public SeededDice Dice { get; } = new();

        public bool Strikes(ApiFault fault) =>
            (fault.Probability >= 1 || Dice.Hits(fault.Probability, fault.Seed))
            && (fault.Times is not { } times || Interlocked.Increment(ref _struck) <= times);
    }
}
