using Connector.Jobs.Audit;
using Connector.Jobs.Epochs;
using Connector.Jobs.Erasing;
using Connector.Jobs.Explaining;
using Connector.Jobs.Hosting;
using Connector.Jobs.Intake;
using Connector.Jobs.Journal;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Memory;
using Connector.Jobs.Operations;
using Connector.Jobs.Operators;
using Connector.Jobs.Overview;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Jobs.Spend;
using Connector.Jobs.Subjects;
using Connector.Jobs.Tenants;
using Connector.Jobs.Undo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Jobs;

/// <summary>Registers the job machine.</summary>
public static class JobsServiceCollectionExtensions
{
    /// <summary>
    /// Adds intake, queue, ledger, runs and audit on the Redis of connection string <c>redis</c>, a health check <c>redis</c>,
    /// and a start-up check that refuses unsafe servers (eviction, no append-only file, another profile's or a newer layout's data). The service starts
    /// without waiting for it; until it has passed, every part behaves as if Redis were away, see <see cref="RedisGate"/>.
    /// </summary>
    public static IHostApplicationBuilder AddConnectorJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<JobsOptions>()
            .BindConfiguration(JobsOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<JobsOptions>, JobsOptionsRules>();
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton(TimeProvider.System);

        return builder.AddRedis().AddParts();
    }

    /// <summary>Lets the service remember in a directory which data it saw last, so that it notices what gets lost while it is stopped.</summary>
    /// <param name="services">Where <see cref="AddConnectorJobs"/> has registered its parts.</param>
    /// <param name="directory">Names the directory, which outlives the process and is made if it is missing; blank for none.</param>
    public static IServiceCollection RememberEpochIn(this IServiceCollection services, Func<IServiceProvider, string?> directory) =>
        services.Replace(ServiceDescriptor.Singleton(provider => new EpochMemory(directory(provider), Options(provider).Profile)));

    /// <summary>Lets the service go on, and wait for a better one, where Redis must not be used. Otherwise such a Redis ends it.</summary>
    /// <param name="services">Where <see cref="AddConnectorJobs"/> has registered its parts.</param>
    /// <param name="isOutlived">Whether the service is of use without Redis.</param>
    public static IServiceCollection OutliveUnsafeRedis(this IServiceCollection services, Func<IServiceProvider, bool> isOutlived) =>
        services.Replace(ServiceDescriptor.Singleton(provider => new UnsafeRedisPolicy(isOutlived(provider))));

    private static IHostApplicationBuilder AddRedis(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RedisConnections>();
        builder.Services.TryAddSingleton(services => services.GetRequiredService<RedisConnections>().ConnectForWork());
        builder.Services.TryAddKeyedSingleton(RedisConnections.Intake, (services, _) => services.GetRequiredService<RedisConnections>().ConnectForIntake());
        builder.Services.AddSingleton(services => ShardOn(services, services.GetRequiredService<IConnectionMultiplexer>));
        builder.Services.AddSingleton<RedisGate>();
        builder.Services.AddSingleton(_ => new UnsafeRedisPolicy(IsOutlived: false));
        builder.Services.AddSingleton<SafetyWatch>();
        builder.Services.AddHostedService<StartupCheck>();
        builder.Services.AddHostedService<RedisWatch>();
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", tags: ["ready"], timeout: TimeSpan.FromSeconds(2));
        return builder;
    }

    private static IHostApplicationBuilder AddParts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Layout>();
        builder.Services.AddSingleton<JobsMetrics>();
        builder.Services.AddSingleton(services => new EventIntake(
            ShardOn(services, () => services.GetRequiredKeyedService<IConnectionMultiplexer>(RedisConnections.Intake)),
            services.GetRequiredService<EpochMemory>(),
            services.GetRequiredService<JobsMetrics>()));
        builder.Services.AddSingleton<SpoolCounts>();
        builder.Services.AddSingleton<WaitingEvents>();
        builder.Services.AddSingleton<Passes>();
        builder.Services.AddSingleton<JobRequests>();
        builder.Services.AddSingleton<Replays>();
        builder.Services.AddSingleton<EndedJobs>();
        builder.Services.AddSingleton<DeadLetterBounds>();
        builder.Services.AddSingleton<HistoryRoom>();
        builder.Services.AddSingleton<Erasures>();
        builder.Services.AddSingleton<Holds>();
        builder.Services.AddSingleton<UnreadableRecords>();
        builder.Services.AddSingleton<Drains>();
        builder.Services.AddSingleton<DeadLetters>();
        builder.Services.AddSingleton<OperationLog>();
        builder.Services.AddSingleton<WorkSignal>();
        builder.Services.AddSingleton<WriteLedger>();
        builder.Services.AddSingleton<LedgerCount>();
        builder.Services.AddSingleton<WritePermissions>();
        builder.Services.AddSingleton<SpendBook>();
        builder.Services.AddSingleton<SpendHistory>();
        builder.Services.AddSingleton<KnownTenants>();
        builder.Services.AddSingleton<MappingReports>();
        builder.Services.AddSingleton<Subscriptions.Subscriptions>();
        builder.Services.AddSingleton<Notices.Notices>();
        builder.Services.AddSingleton<ListItemBudget>();
        builder.Services.AddSingleton<TenantModes>();
        builder.Services.AddSingleton<Brake>();
        builder.Services.AddSingleton<Proposals>();
        builder.Services.AddSingleton<WriteHistory>();
        builder.Services.AddSingleton<JournalDirectories>();
        builder.Services.AddSingleton<JournalQuestions>();
        builder.Services.AddSingleton<Journals>();
        builder.Services.AddSingleton<Refusals.Refusals>();
        builder.Services.AddSingleton<SyncRuns>();
        builder.Services.AddSingleton<RunChanges>();
        builder.Services.AddSingleton<Explanations>();
        builder.Services.AddSingleton<SubjectExport>();
        builder.Services.AddSingleton<JobAudit>();
        builder.Services.AddSingleton<DeepAudit>();
        builder.Services.AddSingleton(_ => new EpochMemory());
        builder.Services.AddSingleton<EpochWatch>();
        builder.Services.AddSingleton<Losses>();
        builder.Services.AddSingleton<MemoryWatch>();
        builder.Services.AddSingleton<OverviewWatch>();
        return builder.AddOperations();
    }

    private static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<OperationStore>();
        builder.Services.AddSingleton<OperationWalk>();
        builder.Services.AddSingleton<Operations.Operations>();
        foreach (var kind in new[] { OperationKind.Erase, OperationKind.Enrich })
        {
            builder.Services.AddSingleton<IOperationSource>(services => ActivatorUtilities.CreateInstance<RecordSource>(services, kind));
        }

        foreach (var kind in new[] { OperationKind.Approve, OperationKind.Reject })
        {
            builder.Services.AddSingleton<IOperationSource>(services => ActivatorUtilities.CreateInstance<ProposalSource>(services, kind));
        }

        foreach (var kind in new[] { OperationKind.Replay, OperationKind.Release, OperationKind.Ignore })
        {
            builder.Services.AddSingleton<IOperationSource>(services => ActivatorUtilities.CreateInstance<JobSource>(services, kind));
        }

        return builder;
    }

    private static Shard ShardOn(IServiceProvider services, Func<IConnectionMultiplexer> connection)
    {
        var gate = services.GetRequiredService<RedisGate>();
        return new Shard(
            () =>
            {
                gate.Check();
                return connection();
            },
            Options(services));
    }

    private static JobsOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<JobsOptions>>().Value;
}
