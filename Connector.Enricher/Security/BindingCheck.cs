using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Connector.Enricher.Security;

/// <summary>
/// Ends the start of an enricher that listens beyond loopback without a key: whoever reaches it could spend the tenants' money. Looks at the
/// addresses that are really listened on, whichever of the many ways to set them was used; until then <see cref="CallerCheck"/> refuses.
/// </summary>
internal sealed class BindingCheck(IServer server, IOptions<EnricherOptions> options) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var open = addresses.FirstOrDefault(address => !IsLoopback(BindingAddress.Parse(address)));
        return open is not null && string.IsNullOrEmpty(options.Value.Key) && string.IsNullOrEmpty(options.Value.KeyFile)
            ? throw new InvalidOperationException(
                $"The enricher listens on {open}, beyond this machine, and has no key: anybody could have analyses made at your cost. "
                + "Set Enricher:Key (or Enricher:KeyFile) and the worker's Worker:EnricherKey to the same secret, or listen on localhost only.")
            : Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsLoopback(BindingAddress address) => address.IsUnixPipe
        || string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
