using System.Runtime.Versioning;
using Connector.AppHost.Running;
using Connector.AppHost.Tenants;
using Connector.LocalRedis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Connector.AppHost.Redis;

/// <summary>
/// Which Redis the services get. When run, in this order: the one a connection string names; a container, where <c>Redis:Run</c> is
/// <c>container</c> or this is not Linux; a server on PATH; a container, where a runtime answers and <c>Redis:Run</c> is not
/// <c>process</c>; a server from the distribution's packages, fetched into the user's cache unless <c>NoFetch</c> is <c>true</c>.
/// Published is always the container.
/// </summary>
internal static partial class RedisExtensions
{
    private const string Name = "redis";
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OccupantPatience = TimeSpan.FromSeconds(30);

    public static async Task<IResourceBuilder<IResourceWithConnectionString>> AddRedisForAsync(this IDistributedApplicationBuilder builder, Tenant tenant)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return AddContainer(builder, tenant);
        }

        if (!string.IsNullOrEmpty(builder.Configuration.GetConnectionString(Name)))
        {
            return builder.AddConnectionString(Name);
        }

        var wanted = builder.Configuration["Redis:Run"];
        if (!OperatingSystem.IsLinux() || wanted == "container")
        {
            return AddContainer(builder, tenant);
        }

        var options = new RedisLocateOptions
        {
            SearchPath = builder.Configuration["PATH"] ?? "",
            AllowFetch = !builder.Configuration.GetValue("NoFetch", false),
        };
        var onPath = await RedisBinary.LocateOnPathAsync(options, CancellationToken.None);
        return onPath is null && wanted != "process" && await ContainerRuntime.FindAsync(options.SearchPath, CancellationToken.None) is not null
            ? AddContainer(builder, tenant)
            : AddProcess(builder, tenant, options, onPath);
    }

    /// <summary>
    /// Gives a service the address. Published, the password stands beside it and not in it, so that it can come from a file; nothing else of what Aspire
    /// says of a Redis is read by the services.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithRedis(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<IResourceWithConnectionString> redis, Tenant tenant)
    {
        if (service.ApplicationBuilder.ExecutionContext.IsRunMode || redis.Resource is not RedisResource container)
        {
            return service.WithReference(redis);
        }

        var (host, port) = (container.PrimaryEndpoint.Property(EndpointProperty.Host), container.PrimaryEndpoint.Property(EndpointProperty.Port));
        return service
            .WithEnvironment("ConnectionStrings__redis", ReferenceExpression.Create($"{host}:{port}"))
            .WithEnvironment("Redis__Password", tenant.RedisPassword);
    }

    private static IResourceBuilder<RedisResource> AddContainer(IDistributedApplicationBuilder builder, Tenant tenant) =>
        builder.AddRedis(Name, builder.PortOf(Name), tenant.RedisPassword)
            .WithoutHttpsCertificate()
            .WithDataVolume(tenant.Volume)
            .WithArgs(context => RedisDurability.KeepEveryEvent(context.Args, builder.Configuration));

    [SupportedOSPlatform("linux")]
    private static IResourceBuilder<RedisProcess> AddProcess(
        IDistributedApplicationBuilder builder, Tenant tenant, RedisLocateOptions options, RedisBinary? onPath)
    {
        var redis = new RedisProcess(Name, tenant.RedisPassword.Resource, new RedisData(tenant.DataDirectory)) { Binary = onPath };
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            Name, _ => new RedisProcessHealth(redis), HealthStatus.Unhealthy, tags: null, ProbePatience));
        return builder.AddResource(redis)
            .WithEndpoint(port: builder.PortOf(Name), scheme: "tcp", name: RedisProcess.EndpointName)
            .OnBeforeResourceStarted((_, started, cancellationToken) => PrepareAsync(redis, options, builder.Configuration, started, cancellationToken))
            .WithArgs(context => AddArguments(redis, context.Args))
            .WithHealthCheck(Name);
    }

    [SupportedOSPlatform("linux")]
    private static async Task PrepareAsync(
        RedisProcess redis, RedisLocateOptions options, IConfiguration configuration, BeforeResourceStartedEvent started, CancellationToken cancellationToken)
    {
        redis.Data.Create();
        var announce = Announcer(redis, started.Services);
        redis.Binary ??= await RedisBinary.LocateAsync(options, announce, cancellationToken);
        if (await redis.Data.FreeAsync(OccupantPatience, cancellationToken) is { } problem)
        {
            throw new InvalidOperationException(problem);
        }

        await redis.Data.ConfigureAsync(configuration, await redis.Password.GetValueAsync(cancellationToken) ?? "", cancellationToken);
        announce($"Redis {redis.Binary.Version} as a process: {redis.Binary.FileName}; its data are in {redis.Data.Directory}.");
    }

    /// <summary>Tells the resource's log, which the orchestrator's dashboard shows, and a person at the console.</summary>
    private static Action<string> Announcer(RedisProcess redis, IServiceProvider services)
    {
        var log = services.GetRequiredService<ResourceLoggerService>().GetLogger(redis);
        var console = services.GetService<RunLines>();
        return line =>
        {
            Announce(log, line);
            console?.State(redis.Name, line, isProblem: false);
        };
    }

    private static void AddArguments(RedisProcess redis, IList<object> arguments)
    {
        var binary = redis.Binary ?? throw new InvalidOperationException("The Redis server is not known yet.");
        foreach (var (name, value) in binary.Environment)
        {
            arguments.Add($"{name}={value}");
        }

        arguments.Add(binary.FileName);
        arguments.Add(redis.Data.ConfigurationFile);
        arguments.Add("--port");
        arguments.Add(redis.Endpoint.Property(EndpointProperty.TargetPort));
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Line}")]
    private static partial void Announce(ILogger log, string line);
}
