using System.Net;
using Connector.Jobs.Hosting;
using Connector.Testing.Redis;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connector.Dashboard.Tests.Hosting;

/// <summary>The real dashboard on a real port.</summary>
public sealed class DashboardHost : WebApplicationFactory<Program>
{
    public const string OperatorKey = "operator-key-of-tests-0123456789";

    private readonly string _redis;
    private readonly string _operatorKey;
    private readonly string _snapshotDirectory;
    private readonly string _previousKey;

    private readonly string _historyDirectory;

    private DashboardHost(string redis, string operatorKey, string snapshotDirectory, string previousKey, string historyDirectory)
    {
        (_redis, _operatorKey, _snapshotDirectory, _previousKey, _historyDirectory) = (redis, operatorKey, snapshotDirectory, previousKey, historyDirectory);
        // Not UseKestrel(0): the factory would set that port while the program is already starting the server, and now and then too late.
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
    }

    public HttpClient Client { get; private set; } = null!;

    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Returns when it reads Redis.</summary>
    public static DashboardHost Start(
        RedisServer redis, string operatorKey = OperatorKey, string snapshotDirectory = "", string previousKey = "", string historyDirectory = "")
    {
        var host = StartAtOnce(redis, operatorKey, snapshotDirectory, previousKey: previousKey, historyDirectory: historyDirectory);
        Assert.True(SpinWait.SpinUntil(() => host.Services.GetRequiredService<RedisGate>().IsOpen, TimeSpan.FromSeconds(30)), "Redis was not found safe.");
        return host;
    }

    /// <summary>Returns when it listens, whatever there is of Redis.</summary>
    public static DashboardHost StartAtOnce(
        RedisServer redis, string operatorKey = OperatorKey, string snapshotDirectory = "", string redisOptions = "", string previousKey = "",
        string historyDirectory = "")
    {
        var host = new DashboardHost(redis.ConnectionString + redisOptions, operatorKey, snapshotDirectory, previousKey, historyDirectory);
        host.StartServer();
        host.Client = host.CreateClient();
        return host;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environments.Development);
        builder.UseSetting("ConnectionStrings:redis", _redis);
        builder.UseSetting("Dashboard:OperatorKey", _operatorKey);
        builder.UseSetting("Dashboard:OperatorKeyPrevious", _previousKey);
        builder.UseSetting("Dashboard:SnapshotDirectory", _snapshotDirectory);
        builder.UseSetting("Dashboard:History:Directory", _historyDirectory);
        builder.UseSetting("Jobs:Profile", "sandbox");
        builder.UseSetting("Jobs:Quiet", "00:00:00");
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }
}
