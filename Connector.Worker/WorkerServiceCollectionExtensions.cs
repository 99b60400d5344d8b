using Connector.Enrichment.V1;
using Connector.Jobs;
using Connector.Jobs.Operations;
using Connector.ServiceDefaults.Settings;
using Connector.SuperOffice;
using Connector.SuperOffice.Writing;
using Connector.Tenants;
using Connector.Worker.Cascading;
using Connector.Worker.Enriching;
using Connector.Worker.Healing;
using Connector.Worker.Limits;
using Connector.Worker.Notices;
using Connector.Worker.Operations;
using Connector.Worker.Passes;
using Connector.Worker.Refusing;
using Connector.Worker.Requests;
using Connector.Worker.Spending;
using Connector.Worker.Tenants;
using Connector.Worker.Writing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Connector.Worker;

/// <summary>Registers the worker.</summary>
public static class WorkerServiceCollectionExtensions
{
    // As the enricher's: the longest answer the contract allows is under 64 KiB.
    private const int MaxMessageBytes = 128 * 1024;

    /// <summary>Adds the worker's settings, its client of the enricher, and its loops. Needs the job machine and SuperOffice.</summary>
    public static IHostApplicationBuilder AddWorker(this IHostApplicationBuilder builder)
    {
        builder.Services.RememberEpochIn(services => services.GetRequiredService<IOptions<WorkerOptions>>().Value.StateDirectory);
        builder.AddEnricher();
        builder.Services.AddTenantParts();
        builder.Services.AddPasses();
        builder.AddTenants();
        builder.AddNotices();
        builder.Services.AddHostedService<JournalTakeOver>();
        builder.Services.AddHostedService<JournalCleaning>();
        builder.Services.AddHostedService(services => services.GetRequiredService<JournalKeeper>());
        builder.Services.AddHostedService<TenantsSeen>();
        builder.Services.AddHostedService<FirstLook>();
        builder.Services.AddHostedService<LimitsWatch>();
        builder.Services.AddHostedService<TenantWatch>();
        builder.Services.AddHostedService<SubscriptionWatch>();
        builder.Services.AddHostedService<DeciderLoop>();
        builder.Services.AddHostedService<PassLoop>();
        builder.Services.AddHostedService<ReclaimLoop>();
        builder.Services.AddHostedService<HistoryLoop>();
        builder.Services.AddHealthChecks().AddCheck<TenantsHealth>("tenants");
        return builder;
    }

    /// <summary>
    /// What each tenant has of its own, beside its client of SuperOffice: once for the default tenant, and once in the cell of each further one.
    /// What is registered elsewhere is shared by all. The worker's settings are the same for all, but must fit each tenant's.
    /// </summary>
    internal static IServiceCollection AddTenantParts(this IServiceCollection services)
    {
        services.AddOptions<TenantOptions>().BindConfiguration(TenantOptions.Section)
            .ValidateLists(TenantOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<TenantOptions>, TenantOptionsValidator>();
        services.AddSingleton<IValidateOptions<TenantOptions>, ListRules>();
        services.AddSingleton<IValidateOptions<TenantOptions>, LimitsRules>();
        services.AddSingleton<IValidateOptions<WorkerOptions>, WorkerOptionsValidator>();
        services.AddSingleton<OwnIdentity>();
        services.AddSingleton<FieldMaps>();
        services.AddSingleton<UnreadableAnswers>();
        services.AddSingleton<LiftedHolds>();
        services.AddSingleton<MappingCheck>();
        services.AddSingleton<RefusalTerms>();
        services.AddSingleton<SettingsCheck>();
        services.AddSingleton<TenantLook>();
        services.AddSingleton<Mending>();
        services.AddSingleton<ChangeSearch>();
        services.AddSingleton<SubscriptionLook>();
        services.AddSingleton<OwnCompany>();
        services.AddSingleton<Doubts>();
        services.AddSingleton<Differences>();
        services.AddSingleton<KnownEntities>();
        services.AddSingleton<EntityReader>();
        services.AddSingleton<OpenWrites>();
        services.AddSingleton<TenantLimits>();
        services.AddSingleton<DailySpend>();
        services.AddSingleton<Enrichments>();
        services.AddSingleton<IWriteGate, TenantWriteGate>();
        services.AddSingleton<BrakeLever>();
        services.AddSingleton<Cascades>();
        services.AddSingleton<Patches>();
        services.AddSingleton<FieldWrites>();
        services.AddSingleton<ApprovedWrite>();
        services.AddSingleton<UndoneWrite>();
        services.AddSingleton<Adoption>();
        services.AddSingleton<WriteBack>();
        services.AddSingleton<Erasure>();
        services.AddSingleton<IRequestHandler>(own => own.GetRequiredService<Erasure>());
        services.AddSingleton<IRequestHandler>(own => own.GetRequiredService<Adoption>());
        services.AddSingleton<IRequestHandler, Approval>();
        services.AddSingleton<IRequestHandler, Undoing>();
        services.AddSingleton<IOperationSource, AdoptionSource>();
        services.AddSingleton<IOperationSource, UndoSource>();
        services.AddSingleton<OperationWork>();
        services.AddSingleton<IRequestHandler, PersonsDue>();
        services.AddSingleton<IRequestHandler, RefusedAgain>();
        services.AddSingleton<RequestWork>();
        services.AddSingleton<UnchangedEntities>();
        services.AddSingleton<AskedEntities>();
        services.AddSingleton<EntityWork>();
        return services;
    }

    private static void AddEnricher(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EnricherKey>();
        builder.Services
            .AddGrpcClient<EnrichmentService.EnrichmentServiceClient>(
                (services, client) => client.Address = services.GetRequiredService<IOptions<WorkerOptions>>().Value.Enricher)
            .ConfigureChannel(channel =>
            {
                channel.MaxReceiveMessageSize = MaxMessageBytes;
                channel.MaxSendMessageSize = MaxMessageBytes;
                // The key is for the enricher's network as the questions are: http there is the operator's choice.
                channel.UnsafeUseInsecureChannelCallCredentials = true;
            })
            .AddCallCredentials((_, metadata, services) => services.GetRequiredService<EnricherKey>().AddToAsync(metadata))
            .UseSocketsHttpHandler((handler, _) =>
            {
                // An enricher that vanished without a word is found out while a question waits, not at its deadline.
                handler.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
                handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
                handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
                handler.EnableMultipleHttp2Connections = true;
                handler.ConnectTimeout = TimeSpan.FromSeconds(5);
            });
        builder.Services.AddSingleton<Enricher>();
    }

    private static void AddPasses(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WorkerName>();
        services.AddSingleton<WriteStopFile>();
        services.AddSingleton<WorkerJournal>();
        services.AddSingleton<JournalKeeper>();
        services.AddSingleton<Probe>();
        services.AddSingleton<PassEnding>();
        services.AddSingleton<PassRunner>();
    }

    private static void AddTenants(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(process => new CellServices(process, builder.Services));
        builder.Services.AddSingleton<TenantCells>();
        builder.AddTenantFiles<TenantCells>(
            new TenantSection(TenantSection.SuperOffice, typeof(SuperOfficeOptions)), new TenantSection(TenantSection.Tenant, typeof(TenantOptions)));
    }
}
