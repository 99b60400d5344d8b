using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Stopping;

/// <summary>Refuses a drain that takes all the time there is: requests under way would be broken off.</summary>
internal sealed class ShutdownOptionsRules(IOptions<HostOptions> host) : IValidateOptions<ShutdownOptions>
{
    public ValidateOptionsResult Validate(string? name, ShutdownOptions options) =>
        options.Drain < host.Value.ShutdownTimeout
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Shutdown:Drain is {options.Drain:c}, and the whole shutdown may take {host.Value.ShutdownTimeout:c}: "
                + "make it shorter, or raise DOTNET_SHUTDOWNTIMEOUTSECONDS.");
}
