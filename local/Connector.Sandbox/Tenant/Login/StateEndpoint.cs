using Connector.Sandbox.Control;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>Tells where a tenant's API is and whether it runs; no authentication. Source: SuperOffice docs, best-practices/tenant-status.</summary>
internal static class StateEndpoint
{
    public static void MapTenantState(this IEndpointRouteBuilder routes) => routes.MapGet("/api/state/{cust}", AnswerAsync).ExcludeFromDescription();

    private static async Task<IResult> AnswerAsync(
        string cust, HttpContext context, Faults faults, TenantLocation location, Stalling stalling, Counters counters, TimeProvider time)
    {
        counters.Add(CounterKind.ApiCalls, "GET state");
        var settings = faults.Settings;
        switch (settings.StateCall)
        {
            case StateCallMode.NotFound:
                return Results.NotFound();
            case StateCallMode.ServerError:
                return Results.Content(Pages.ServerError, "text/html", statusCode: StatusCodes.Status500InternalServerError);
            case StateCallMode.Garbage:
                return Results.Text($$"""{"ContextIdentifier":"{{SandboxTenant.Id}}","Endpoi""", "application/json");
            case StateCallMode.Hang:
                await stalling.HangAsync(context);
                return Results.Empty;
            default:
                return TenantJson.Ok(State(cust, settings, Root(context.Request, settings, location), time));
        }
    }

    private static System.Text.Json.Nodes.JsonObject State(string cust, FaultSettings settings, string root, TimeProvider time)
    {
        var known = cust == SandboxTenant.Id && settings.StateCall != StateCallMode.UnknownTenant;
        var endpoint = known ? $"{root}/{cust}" : "";
        return new()
        {
            ["ContextIdentifier"] = cust,
            ["Endpoint"] = endpoint,
            ["State"] = known ? settings.TenantState : "Unknown",
            ["IsRunning"] = known && settings.IsRunning,
            ["ValidUntil"] = (time.GetUtcNow() + TimeSpan.FromSeconds(settings.StateValidSeconds)).UtcDateTime,
            ["Api"] = known ? endpoint + "/api" : "",
            ["Version"] = known ? SandboxTenant.Release : "",
        };
    }

    private static string Root(HttpRequest request, FaultSettings settings, TenantLocation location)
    {
        if (settings.StateNamesHost is { } stranger)
        {
            return stranger;
        }

        var host = location.Host(request);
        location.Named(host);
        return $"{request.Scheme}://{host}";
    }
}
