using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Connector.AppHost.Running;

/// <summary>
/// The ports of this machine that a run needs: those of its resources and of Aspire's dashboard. <c>Ports:Shift</c> moves all that are
/// not named one by one, so that a second run fits beside the first.
/// </summary>
internal static class FixedPorts
{
    private const string ShiftSetting = "Ports:Shift";

    /// <summary>Aspire's own addresses, by what they are for, and what they are where nobody says.</summary>
    private static readonly (string Setting, string Use, string Default)[] AspireAddresses =
    [
        ("ASPNETCORE_URLS", "Aspire's dashboard", "http://localhost:15080"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "telemetry", "http://localhost:4317"),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "Aspire's resource service", "http://localhost:15081"),
    ];

    /// <summary>Aspire alone would ask for certificates and fail where the launch profile, which says the same, is not used.</summary>
    public static void Default(IDistributedApplicationBuilder builder)
    {
        foreach (var (setting, _, address) in AspireAddresses)
        {
            builder.Configuration[setting] ??= address;
        }
    }

    /// <summary>Null, or which setting is no port.</summary>
    public static string? Wrong(IDistributedApplicationBuilder builder) => builder.Configuration.GetSection("Ports").AsEnumerable()
        .Where(setting => setting.Value is { } value && !setting.Key.Equals(ShiftSetting, StringComparison.OrdinalIgnoreCase)
            && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536))
        .Select(setting => $"{setting.Key} is '{setting.Value}': it must be a port, from 1 to 65535.")
        .FirstOrDefault();

    /// <summary>Moves the ports by <c>Ports:Shift</c>.</summary>
    /// <returns>Null, or what is wrong with the setting.</returns>
    public static string? Shift(IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration[ShiftSetting] is not { Length: > 0 } setting)
        {
            return null;
        }

        if (!int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var shift) || shift > 50_000)
        {
            return $"{ShiftSetting} is '{setting}': it must be a number from 0 to 50000, which is added to every port.";
        }

        foreach (var (resource, endpoint) in Endpoints(builder).Where(pair => builder.PortOf(pair.Resource.Name, pair.Endpoint.Name) is null))
        {
            endpoint.Port += shift;
        }

        foreach (var (name, _, address) in AspireAddresses.Where(aspire => builder.Configuration[aspire.Setting] == aspire.Default))
        {
            builder.Configuration[name] = new UriBuilder(address) { Port = new Uri(address).Port + shift }.Uri.GetLeftPart(UriPartial.Authority);
        }

        return null;
    }

    /// <summary>Null if all are free, else which are not, who has them where that can be told, and what to do.</summary>
    public static string? Taken(IDistributedApplicationBuilder builder)
    {
        var taken = Needed(builder).Where(needed => !IsFree(needed.Port))
            .Select(needed => string.Create(CultureInfo.InvariantCulture, $"port {needed.Port} ({needed.Use}{PortOwner.Of(needed.Port)})")).ToList();
        return taken.Count == 0 ? null
            : $"Already taken on this machine: {string.Join(", ", taken)}. End what has them, which may be another run of this; or run beside it with "
            + $"--{ShiftSetting} 1000 and, of the same tenant, --DataDirectory with a directory of its own.";
    }

    private static IEnumerable<(int Port, string Use)> Needed(IDistributedApplicationBuilder builder) =>
    [
        .. Endpoints(builder).Select(pair => (pair.Endpoint.Port!.Value, pair.Resource.Name)),
        .. AspireAddresses.Select(aspire => (Uri.TryCreate(builder.Configuration[aspire.Setting], UriKind.Absolute, out var address) ? address.Port : 0, aspire.Use))
            .Where(needed => needed.Item1 > 0),
    ];

    private static IEnumerable<(IResource Resource, EndpointAnnotation Endpoint)> Endpoints(IDistributedApplicationBuilder builder) =>
        from resource in builder.Resources
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        where endpoint.Port is not null
        select (resource, endpoint);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
