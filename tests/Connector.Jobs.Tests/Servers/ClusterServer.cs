using System.Net;
using Connector.Testing;
using Connector.Testing.Redis;
using StackExchange.Redis;

namespace Connector.Jobs.Tests.Servers;

/// <summary>Three nodes of a Redis Cluster, each with a third of the slots, without replicas.</summary>
internal sealed class ClusterServer : ITestServer
{
    private const int Nodes = 3;
    private const int Slots = 16384;

    private readonly List<RedisServer> _nodes = [];
    private readonly List<int> _buses = [];
    private ConnectionMultiplexer? _admin;

    public string ConnectionString => string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"));

    public async Task StartAsync()
    {
        for (var node = 0; node < Nodes; node++)
        {
            // The bus has a port of its own choice: the node's plus 10,000, as it is by default, may be none.
            _buses.Add(FreePort.Next());
            _nodes.Add(await RedisServer.StartNewAsync(new RedisServerOptions { ExtraArguments = ["--cluster-enabled", "yes", "--cluster-port", $"{_buses[node]}"] }));
        }

        foreach (var (node, index) in _nodes.Select((node, index) => (node, index)))
        {
            await using var connection = await node.ConnectAsync(allowAdmin: true);
            var server = connection.GetServer(IPAddress.Loopback, node.Port);
            await server.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", index * Slots / Nodes, ((index + 1) * Slots / Nodes) - 1);
            await server.ExecuteAsync("CLUSTER", "MEET", "127.0.0.1", _nodes[0].Port, _buses[0]);
        }

        foreach (var node in _nodes)
        {
            await using var connection = await node.ConnectAsync(allowAdmin: true);
            await Eventually.TrueAsync(
                async () => $"{await connection.GetServer(IPAddress.Loopback, node.Port).ExecuteAsync("CLUSTER", "INFO")}".Contains("cluster_state:ok", StringComparison.Ordinal),
                TimeSpan.FromSeconds(30),
                "the cluster has formed");
        }

        _admin = await ConnectionMultiplexer.ConnectAsync(ConnectionString, options => options.AllowAdmin = true);
    }

    public int NextDatabase()
    {
        foreach (var node in _admin!.GetServers())
        {
            node.FlushAllDatabases();
        }

        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
        {
            await _admin.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
