using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>How this process connects to the Redis of connection string <c>redis</c>.</summary>
internal sealed class RedisConnections(IConfiguration configuration, IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>The key of the intake's connection among the services.</summary>
    public const string Intake = "intake";

    /// <summary>How long the intake waits for an answer: its caller has been promised one within 2 s.</summary>
    private static readonly TimeSpan IntakeTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How long the start-up check waits for one connection: it tries again.</summary>
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Where Redis is, without user and password.</summary>
    public string Addresses => string.Join(", ", Options("address").EndPoints.Select(AddressOf));

    /// <summary>Refuses a connection string that nobody could connect by.</summary>
    /// <exception cref="InvalidOperationException">It is missing.</exception>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public void Require() => Options("check");

    /// <summary>
    /// Makes the connections that the service's parts will ask for. The first who asks waits for the connection, for seconds if Redis is away; better
    /// nobody who has to answer a post.
    /// </summary>
    public void ConnectAll() => All();

    /// <summary>Those connections, made if they are not.</summary>
    public IReadOnlyList<IConnectionMultiplexer> All() =>
        [services.GetRequiredService<IConnectionMultiplexer>(), services.GetRequiredKeyedService<IConnectionMultiplexer>(Intake)];

    /// <summary>
    /// For loops and readers: what is sent while Redis is away waits for it, for as long as a command may take. A Redis that
    /// is not there yet, or goes and comes back, needs no restart.
    /// </summary>
    public IConnectionMultiplexer ConnectForWork() => ConnectionMultiplexer.Connect(Options("work"));

    /// <summary>For the intake: fails at once while Redis is away, and sends nothing later that nobody waits for any more.</summary>
    public IConnectionMultiplexer ConnectForIntake()
    {
        var options = Options(Intake);
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = (int)IntakeTimeout.TotalMilliseconds;
        return ConnectionMultiplexer.Connect(options);
    }

    /// <summary>For the start-up check, which asks with commands that the client keeps for administrators. To be disposed after it.</summary>
    public async Task<IConnectionMultiplexer> ConnectForCheckAsync()
    {
        var options = Options("check");
        options.AllowAdmin = true;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ConnectTimeout = (int)CheckTimeout.TotalMilliseconds;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    private ConfigurationOptions Options(string purpose)
    {
        var text = configuration.GetConnectionString("redis");
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException(
                "ConnectionStrings:redis is missing. Set it to the Redis this service shares with the others, such as 'localhost:6379'.");
        }

        var options = ConfigurationOptions.Parse(text);
        // From a file of its own, where no secret may stand beside an address.
        options.Password = configuration["Redis:Password"] is { Length: > 0 } password ? password : options.Password;
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new ExponentialRetry(deltaBackOffMilliseconds: 200, maxDeltaBackOffMilliseconds: 2000);
        options.ClientName ??= $"connector-{purpose}";
        options.LoggerFactory = loggers;
        return options;
    }

    private static string AddressOf(EndPoint end) => end is DnsEndPoint named ? $"{named.Host}:{named.Port}" : end.ToString()!;
}
