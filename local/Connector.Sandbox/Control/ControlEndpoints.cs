using System.Text.Json.Nodes;
using Connector.Sandbox.Control.Scenarios;
using Connector.Sandbox.Explorer;
using Connector.Sandbox.Tenant;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Events;
using Connector.Sandbox.Tenant.Login;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Sandbox.Control;

/// <summary>The control API under <c>/sandbox</c>: what people, tests and tools do to both worlds. Described at <c>/sandbox/openapi.json</c>.</summary>
internal static class ControlEndpoints
{
    public static IServiceCollection AddControl(this IServiceCollection services) => services
        .AddValidation()
        .AddProblemDetails()
        .AddOpenApi(openApi => openApi.ShouldInclude = description => description.RelativePath?.StartsWith("sandbox", StringComparison.Ordinal) == true)
        .AddSingleton<Clerk>()
        .AddSingleton<Bursts>()
        .AddScenarios()
        .AddHostedService<FirstCompany>();

    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/sandbox/openapi.json");
        var control = routes.MapGroup("/sandbox").WithTags("sandbox").AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (TenantException refused)
            {
                return TypedResults.Problem(refused.Message, statusCode: (int)refused.Status);
            }
        });
        MapRecords(control);
        MapWorld(control);
        control.MapTenantControl();
        control.MapScenarios();
    }

    private static void MapRecords(RouteGroupBuilder control)
    {
        control.MapPost("/contacts", Create).ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Create a company and its persons");
        control.MapGet("/contacts", (TenantDatabase database) => database.Contacts.All.Select(row => ContactView.Of(row, database)))
            .WithSummary("All companies the CRM holds");
        control.MapGet("/contacts/{id:int}", Results<Ok<ContactView>, NotFound> (int id, TenantDatabase database) =>
            database.Contacts.Find(id) is { } row ? TypedResults.Ok(ContactView.Of(row, database)) : TypedResults.NotFound())
            .WithSummary("A company as the CRM holds it");
        control.MapPatch("/contacts/{id:int}", Results<Ok<ContactView>, NotFound> (int id, EditContact edit, Clerk clerk, TenantDatabase database) =>
            clerk.Edit(id, edit) is { } row ? TypedResults.Ok(ContactView.Of(row, database)) : TypedResults.NotFound())
            .ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Edit a company as a human or as the connector");
        control.MapDelete("/contacts/{id:int}", (int id, bool? forGood, int? associateId, TenantDatabase database) =>
            Delete(database.Contacts, id, forGood, associateId)).WithSummary("Delete a company (softdeleted), or with forGood=true remove it (deleted)");
        control.MapPost("/contacts/{id:int}/restore", Results<NoContent, NotFound> (int id, TenantDatabase database) =>
            database.Contacts.Restore(id, Associates.Anna.Id) ? TypedResults.NoContent() : TypedResults.NotFound()).WithSummary("Take a company's deletion back, as ANNA");

        control.MapPost("/contacts/{id:int}/persons", Results<Created<PersonView>, NotFound> (int id, CreatePerson person, Clerk clerk, TenantDatabase database) =>
            clerk.Create(id, person) is { } row ? TypedResults.Created($"/sandbox/persons/{row.Id}", PersonView.Of(row, database.Lists)) : TypedResults.NotFound())
            .ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Create a person at a company, as ANNA");
        control.MapGet("/persons", (TenantDatabase database) => database.Persons.All.Select(row => PersonView.Of(row, database.Lists))).WithSummary("All persons the CRM holds");
        control.MapGet("/persons/{id:int}", Results<Ok<PersonView>, NotFound> (int id, TenantDatabase database) =>
            database.Persons.Find(id) is { } row ? TypedResults.Ok(PersonView.Of(row, database.Lists)) : TypedResults.NotFound())
            .WithSummary("A person as the CRM holds it");
        control.MapPatch("/persons/{id:int}", Results<Ok<PersonView>, NotFound> (int id, EditPerson edit, Clerk clerk, TenantDatabase database) =>
            clerk.Edit(id, edit) is { } row ? TypedResults.Ok(PersonView.Of(row, database.Lists)) : TypedResults.NotFound())
            .ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Edit a person as a human or as the connector");
        control.MapDelete("/persons/{id:int}", (int id, bool? forGood, int? associateId, TenantDatabase database) =>
            Delete(database.Persons, id, forGood, associateId)).WithSummary("Delete a person (softdeleted), or with forGood=true remove it (deleted)");
    }

    private static void MapWorld(RouteGroupBuilder control)
    {
        control.MapGet("/counters", Count).WithSummary("What happened since the start or the last reset");
        control.MapGet("/journal", (Journal journal) => journal.All).WithSummary("Each PATCH that was saved and each analysis that was started, the newest 100,000, oldest first");
        control.MapGet("/faults", (Faults faults) => faults.Settings).WithSummary("The switches as they stand");
        control.MapPost("/faults", (JsonObject switches, Faults faults) => faults.Update(present => Switches.Turn(present, switches)))
            .Accepts<FaultSettings>("application/json").ProducesProblem(StatusCodes.Status400BadRequest).WithSummary("Turn switches; what is absent stays");
        control.MapDelete("/faults", (Faults faults) => faults.Settings = new()).WithSummary("Turn all switches back");
        control.MapPost("/webhook/activate", Activate).WithSummary("Set the connector's webhook active again");
        MapLogins(control);
        control.MapPost("/reset", ResetAsync).WithSummary("Stop the scenario, bring back the seeds, zero the counters, turn back the switches; new ids still count on");
    }

    private static void MapLogins(RouteGroupBuilder control)
    {
        control.MapPost("/tokens/expire", (AccessTokens tokens, Tickets tickets) =>
        {
            tokens.ExpireAll();
            tickets.ExpireAll();
        }).WithSummary("End all access tokens and tickets now");
        control.MapPost("/tokens/revoke", (RefreshTokens tokens) => tokens.RevokeAll()).WithSummary("End all refresh tokens permanently");
        control.MapPost("/tokens/consent", (RefreshTokens tokens) => new ConsentView(tokens.Consent(Associates.Connector)))
            .WithSummary("A new refresh token, as a person's consent gives it");
        control.MapGet("/system-user", (SystemUser user) => new SystemUserView(SandboxTenant.SystemUserToken, user.PrivateKey))
            .WithSummary("What an application needs to log in as the system user");
    }

    private static Created<CreatedView> Create(CreateContact request, Clerk clerk)
    {
        var (contact, persons) = clerk.Create(request);
        return TypedResults.Created($"/sandbox/contacts/{contact.Id}", new CreatedView(contact.Id, [.. persons.Select(person => person.Id)]));
    }

    private static Results<NoContent, NotFound> Delete<TRow>(EntityTable<TRow> table, int id, bool? forGood, int? associateId) where TRow : EntityRow
    {
        var by = associateId ?? Associates.Anna.Id;
        return (forGood == true ? table.Remove(id, by) : table.SoftDelete(id, by)) ? TypedResults.NoContent() : TypedResults.NotFound();
    }

    private static CountersView Count(Counters counters, Subscriptions subscriptions, CallRate calls)
    {
        var analyses = counters.Of(CounterKind.Analyses);
        return new(
            counters.Of(CounterKind.Events), counters.Of(CounterKind.Deliveries), counters.Of(CounterKind.ApiCalls), counters.Of(CounterKind.Patches),
            analyses, analyses.Values.Sum(), counters.Of(CounterKind.ExplorerAnswers),
            subscriptions.Connector is { } webhook
                ? new($"{webhook.State}", webhook.TotalCalls, webhook.TotalErrors, webhook.ConsecutiveErrors, webhook.LastError)
                : null,
            calls.Most, calls.OverLimit);
    }

    private static Results<NoContent, NotFound> Activate(EventFeed feed) =>
        feed.Change(Subscriptions.ConnectorId, webhook => webhook.Activated()) is null
            ? TypedResults.NotFound()
            : TypedResults.NoContent();

    private static async Task<NoContent> ResetAsync(
        TenantDatabase database, EventFeed events, Subscriptions subscriptions, AnalysisDesk desk, ScenarioRunner scenarios, RefreshTokens refreshTokens,
        Counters counters, Journal journal, CallRate calls)
    {
        await scenarios.EndAsync();
        refreshTokens.Reset();
        events.Clear();
        database.Seed();
        subscriptions.Reset();
        desk.Reset();
        counters.Reset();
        journal.Reset();
        calls.Reset();
        return TypedResults.NoContent();
    }
}
