using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Events;
using Connector.Sandbox.Tenant.Fields;
using Connector.Sandbox.Tenant.Login;
using Connector.Sandbox.Tenant.Rest;
using Connector.Sandbox.Tenant.Search;

namespace Connector.Sandbox.Tenant;

/// <summary>The SuperOffice side: login and state at the root, the REST API under <c>/Cust10001/api/v1</c>.</summary>
internal static class TenantEndpoints
{
    public static IServiceCollection AddTenant(this IServiceCollection services) => services
        .AddSingleton<TenantDatabase>()
        .AddSingleton<EventFeed>()
        .AddSingleton<Subscriptions>()
        .AddSingleton<WebhookSender>()
        .AddHostedService<EventDelivery>()
        .AddSingleton<AccessTokens>()
        .AddSingleton<RefreshTokens>()
        .AddSingleton<AuthorizationCodes>()
        .AddSingleton<TokenIssue>()
        .AddSingleton<Tickets>()
        .AddSingleton<SystemUser>()
        .AddSingleton<IdTokenSigner>()
        .AddSingleton<ContactCarrier>()
        .AddSingleton<PersonCarrier>()
        .AddSingleton<SaleCarrier>()
        .AddSingleton<Archives>()
        .AddSingleton<DynamicArchives>()
        .AddSingleton<ListEndpoints>()
        .AddSingleton<TenantGate>()
        .AddMisbehaviour();

    private static IServiceCollection AddMisbehaviour(this IServiceCollection services) => services
        .AddSingleton<TenantLocation>()
        .AddSingleton<Misbehaviour>()
        .AddSingleton<Stalling>()
        .AddSingleton<CallRate>()
        .AddSingleton<EventLog>()
        .AddSingleton<DeliveryQueue>()
        .AddHostedService<RowCleaner>();

    public static void MapTenant(this WebApplication app)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments($"/{SandboxTenant.Id}/api/v1", StringComparison.OrdinalIgnoreCase),
            api => api.UseMiddleware<TenantGate>());
        app.MapTenantState();
        app.MapElsewhere();
        app.MapLogin();
        app.MapAuthorization();
        app.MapSystemUser();

        var services = app.Services;
        var (database, counters) = (services.GetRequiredService<TenantDatabase>(), services.GetRequiredService<Counters>());
        var api = app.MapGroup($"/{SandboxTenant.Id}/api/v1").ExcludeFromDescription();
        MapEntity(services.GetRequiredService<ContactCarrier>(), database.Contacts, FieldLayout.Contact);
        MapEntity(services.GetRequiredService<PersonCarrier>(), database.Persons, FieldLayout.Person);
        MapEntity(services.GetRequiredService<SaleCarrier>(), database.Sales, FieldLayout.Sale);
        api.MapSimple();
        api.MapMerges();
        api.MapSearch();
        api.MapFields(app.Services.GetRequiredService<Faults>());
        api.MapAssociates();
        services.GetRequiredService<ListEndpoints>().Map(api);
        api.MapUsers();
        api.MapWebhooks();
        api.MapWebhookAgent();

        void MapEntity<TRow>(ICarrier<TRow> carrier, EntityTable<TRow> table, FieldLayout layout) where TRow : EntityRow =>
            new EntityEndpoints<TRow>(carrier, table, layout, database.Lists, counters, services.GetRequiredService<Journal>(), services.GetRequiredService<Faults>()).Map(api);
    }
}
