using System.Text.Encodings.Web;
using Connector.Sandbox.Control.Scenarios;
using Connector.Sandbox.Tenant;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Control;

/// <summary>The page at the root: where is what.</summary>
internal static class LandingPage
{
    public static void MapLandingPage(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", (IOptions<SandboxOptions> options, ScenarioLibrary scenarios) =>
                TypedResults.Content(Html(options.Value.DashboardUrl, scenarios.All), "text/html; charset=utf-8"))
            .ExcludeFromDescription();

    private static string Html(Uri? dashboard, IEnumerable<ScenarioView> scenarios)
    {
        var rows = string.Concat(scenarios.Select(one =>
            $"<dt><code>{HtmlEncoder.Default.Encode(one.Name)}</code></dt><dd>{HtmlEncoder.Default.Encode(one.Description)}</dd>"));
        var link = dashboard is null ? "" : $"""<li><a href="{HtmlEncoder.Default.Encode(dashboard.AbsoluteUri)}">The connector's dashboard</a></li>""";
        return $$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Connector sandbox</title>
            <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }</style>
            <h1>Connector sandbox</h1>
            <p>Two outside worlds to run the connector against: the SuperOffice tenant <code>{{SandboxTenant.Id}}</code> and a Company
            Explorer. Everything is invented, lives in memory and is gone when the process ends.</p>
            <ul>
              <li><a href="/sandbox/contacts">Companies</a> and <a href="/sandbox/persons">persons</a> as the CRM holds them</li>
              <li><a href="/sandbox/counters">Counters</a> and <a href="/sandbox/faults">switches</a></li>
              <li><a href="/sandbox/openapi.json">The control API</a> (OpenAPI)</li>
              <li><a href="/api/state/{{SandboxTenant.Id}}">The tenant's state</a></li>
              {{link}}
            </ul>
            <p>A new company: <code>curl -H 'Content-Type: application/json' -d '{"name":"Nordsee Fischmarkt"}' http://…/sandbox/contacts</code></p>
            <h2>Scenarios</h2>
            <p>Start one with <code>curl -X POST http://…/sandbox/scenarios/{name}</code>, stop it with
            <code>curl -X DELETE http://…/sandbox/scenarios</code>.</p>
            <dl>{{rows}}</dl>
            </html>
            """;
    }
}
