using System.ComponentModel;
using System.Diagnostics;

namespace Connector.Cli.Login;

/// <summary>The user's browser.</summary>
internal static class Browser
{
    /// <summary>Opens an address, as far as this machine has a browser; whoever has none goes by the printed link.</summary>
    public static void Open(Uri address)
    {
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.AbsoluteUri])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
        try
        {
            using var process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            // There is no such program: the link is printed in any case.
        }
    }
}
