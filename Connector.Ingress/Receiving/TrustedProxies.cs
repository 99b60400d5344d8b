using System.Net;
using Connector.ServiceDefaults.Settings;
using Microsoft.AspNetCore.HttpOverrides;

namespace Connector.Ingress.Receiving;

/// <summary>
/// Whose word on a client's address is taken. Everybody can send <c>X-Forwarded-For</c>; it counts only as far as it comes from
/// proxies that are named, from the last one back to the first stranger. The address only says whom to slow down and what to log.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>What is wrong with an entry, in a sentence; null if nothing is.</summary>
    public static string? ProblemOf(string setting, string proxy) =>
        !TryRead(proxy, out var network) ? $"{setting} is neither an address nor a network such as 10.1.0.0/16: {ListEntry.Shown(proxy)}."
        : network.PrefixLength == 0 ? $"{setting} is everybody ({ListEntry.Shown(proxy)}): then each client could choose its address. Name your proxies."
        : null;

    /// <summary>Makes the header count as the settings say, whatever the environment (<c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c>) says.</summary>
    public static void Apply(ForwardedHeadersOptions forwarded, IngressOptions ingress)
    {
        forwarded.ForwardedHeaders = ingress.TrustedProxies.Count > 0 ? ForwardedHeaders.XForwardedFor : ForwardedHeaders.None;
        forwarded.ForwardLimit = null;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in ingress.TrustedProxies)
        {
            if (TryRead(proxy, out var network))
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        }
    }

    private static bool TryRead(string text, out System.Net.IPNetwork network)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            return System.Net.IPNetwork.TryParse(text, out network);
        }

        network = new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
