using System.Net;
using System.Net.Sockets;
using Connector.AppHost.Running;
using Connector.Testing;

namespace Connector.AppHost.Tests.Running;

public sealed class PortOwnerTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::1")]
    public void Whoever_listens_is_named(string address)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells.");
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();

        Assert.Equal(
            $": {File.ReadAllText("/proc/self/comm").Trim()}, process {Environment.ProcessId}", PortOwner.Of(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    [Fact]
    public async Task Whoever_only_called_is_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);

        Assert.Equal("", PortOwner.Of(((IPEndPoint)client.Client.LocalEndPoint!).Port));
        Assert.Equal("", PortOwner.Of(FreePort.Next()));
    }
}
