using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Connector.AppHost.Running;

namespace Connector.AppHost.Tests.Running;

/// <summary>The ports that a run needs: taken, wrong, moved.</summary>
public sealed class FixedPortsTests : IDisposable
{
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    public FixedPortsTests() => _other.Start();

    public void Dispose() => _other.Dispose();

    private string Port => ((IPEndPoint)_other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void A_taken_port_is_named_with_what_it_is_for_and_who_has_it()
    {
        var builder = Model(redis: int.Parse(Port, CultureInfo.InvariantCulture));
        Free(builder, "ASPNETCORE_URLS", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL");
        builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{Port}";

        var owner = OperatingSystem.IsLinux() ? $": {File.ReadAllText("/proc/self/comm").Trim()}, process {Environment.ProcessId}" : "";
        Assert.Equal(
            $"Already taken on this machine: port {Port} (redis{owner}), port {Port} (telemetry{owner}). End what has them, which may be another run of this; "
            + "or run beside it with --Ports:Shift 1000 and, of the same tenant, --DataDirectory with a directory of its own.",
            FixedPorts.Taken(builder));
    }

    [Fact]
    public void Free_ports_and_those_not_fixed_are_no_problem()
    {
        var builder = Model(redis: null);
        Free(builder, "ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL");

        Assert.Null(FixedPorts.Taken(builder));
    }

    [Theory]
    [InlineData("--Ports:redis", "none", "Ports:redis is 'none': it must be a port, from 1 to 65535.")]
    [InlineData("--Ports:enricher:grpc", "65536", "Ports:enricher:grpc is '65536': it must be a port, from 1 to 65535.")]
    [InlineData("--Ports:ingress", "0", "Ports:ingress is '0': it must be a port, from 1 to 65535.")]
    [InlineData("--Ports:ingress", "-1", "Ports:ingress is '-1': it must be a port, from 1 to 65535.")]
    [InlineData("--Ports:ingress", "65535", null)]
    [InlineData("--Ports:Shift", "0", null)]
    public void A_port_that_is_none_is_refused(string setting, string value, string? problem)
    {
        var builder = Builder(setting, value);

        Assert.Null(setting.EndsWith("Shift", StringComparison.Ordinal) || problem is null ? null : builder.PortOf("worker"));
        Assert.Equal(problem, FixedPorts.Wrong(builder));
    }

    [Theory]
    [InlineData("a lot")]
    [InlineData("-1000")]
    [InlineData("50001")]
    public void A_shift_that_is_none_is_refused(string shift)
    {
        Assert.Equal(
            $"Ports:Shift is '{shift}': it must be a number from 0 to 50000, which is added to every port.",
            FixedPorts.Shift(Model(redis: 6379, "--Ports:Shift", shift)));
    }

    [Fact]
    public void A_shift_moves_every_port_that_is_not_named()
    {
        var builder = Model(redis: 6379, "--Ports:Shift", "1000", "--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:4000");

        Assert.Null(FixedPorts.Shift(builder));

        Assert.Equal(7379, PortOfRedis(builder));
        Assert.Equal("http://localhost:16080", builder.Configuration["ASPNETCORE_URLS"]);
        Assert.Equal("http://localhost:4000", builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"]);
        Assert.Equal("http://localhost:16081", builder.Configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"]);
    }

    [Theory]
    [InlineData("--Ports:redis")]
    [InlineData("--Ports:redis:tcp")]
    public void A_port_that_is_named_stays(string setting)
    {
        var builder = Model(redis: 9379, "--Ports:Shift", "1000", setting, "9379");

        Assert.Null(FixedPorts.Shift(builder));

        Assert.Equal(9379, PortOfRedis(builder));
    }

    [Fact]
    public void Without_a_shift_all_stays()
    {
        var builder = Model(redis: 6379);

        Assert.Null(FixedPorts.Shift(builder));

        Assert.Equal((6379, "http://localhost:15080"), (PortOfRedis(builder), builder.Configuration["ASPNETCORE_URLS"]));
    }

    private static IDistributedApplicationBuilder Builder(params string[] arguments) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = arguments, DisableDashboard = true });

    private static IDistributedApplicationBuilder Model(int? redis, params string[] arguments)
    {
        var builder = Builder(arguments);
        builder.AddExecutable("redis", "redis-server", "/").WithEndpoint(port: redis, scheme: "tcp", name: "tcp");
        FixedPorts.Default(builder);
        return builder;
    }

    private static int? PortOfRedis(IDistributedApplicationBuilder builder) =>
        builder.Resources.Single(resource => resource.Name == "redis").Annotations.OfType<EndpointAnnotation>().Single().Port;

    private static void Free(IDistributedApplicationBuilder builder, params string[] settings)
    {
        foreach (var setting in settings)
        {
            builder.Configuration[setting] = $"http://localhost:{Testing.FreePort.Next()}";
        }
    }
}
