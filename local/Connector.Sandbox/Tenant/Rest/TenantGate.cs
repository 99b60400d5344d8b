using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Login;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// What every call of the tenant's API passes: counting, misbehaviour, the Bearer token or the ticket; on the way out, errors get
/// SuperOffice's error body, unknown resources included.
/// </summary>
internal sealed class TenantGate(AccessTokens tokens, Tickets tickets, Counters counters, Faults faults, Misbehaviour misbehaviour) : IMiddleware
{
    private const string AssociateKey = "associate";

    /// <summary>The associate the caller's token speaks for.</summary>
    public static int Associate(HttpContext context) => (int)context.Items[AssociateKey]!;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        counters.Add(CounterKind.ApiCalls, $"{context.Request.Method} {Resource(context.Request.Path)}");
        try
        {
            await misbehaviour.RunAsync(context, () => EnterAsync(context, next));
        }
        catch (TenantException error)
        {
            var explains = faults.Settings.ExplainsRefusals || error.Status != HttpStatusCode.BadRequest;
            await WriteAsync(context, error.Status, error.ErrorType, explains ? error.Message : "The request cannot be carried out");
        }
        catch (Exception error) when (error is JsonException or BadHttpRequestException)
        {
            await WriteUnboundAsync(context);
        }
    }

    private async Task EnterAsync(HttpContext context, RequestDelegate next)
    {
        if (CallerOf(context.Request) is not { } associate)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await WriteAsync(context, (HttpStatusCode)faults.Settings.TokenRefusalStatus, "SoSecurityException", "Authentication failed");
            return;
        }

        context.Items[AssociateKey] = associate;
        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound })
        {
            await WriteAsync(context, HttpStatusCode.NotFound, "HttpNotFound", "No such resource");
        }
        else if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status400BadRequest })
        {
            await WriteUnboundAsync(context);
        }
    }

    // A ticket counts only together with the application's secret; Basic is refused online.
    private int? CallerOf(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Parameter is not { } given)
        {
            return null;
        }

        return header.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => tokens.AssociateOf(given),
            "SOTICKET" when request.Headers["SO-AppToken"] == SandboxTenant.ClientSecret && tickets.Use(given) => Associates.SystemUser.Id,
            _ => null,
        };
    }

    /// <summary>The part after <c>/api/v1/</c>; of anything else only that it was unknown, since callers choose it.</summary>
    public static string Resource(PathString path) => path.Value?.Split('/') is [_, _, _, _, { Length: > 0 and < 30 } resource, ..] ? resource : "other";

    /// <summary>What cannot even be bound to the operation's arguments has another error body than what the operation refuses.</summary>
    private static Task WriteUnboundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["Message"] = "The request is invalid.",
            ["MessageDetail"] = "The body or a parameter cannot be read as what the operation takes.",
        });
    }

    private static Task WriteAsync(HttpContext context, HttpStatusCode status, string type, string message)
    {
        context.Response.StatusCode = (int)status;
        return context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["Error"] = true,
            ["ErrorType"] = type,
            ["ErrorMessage"] = message,
            ["ErrorSource"] = "SuperOffice.Services.Implementation",
        });
    }
}
