using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Parents;

/// <summary>Refuses half an AppHost: its process id may be another process' by now, and its start alone finds nobody.</summary>
internal sealed class ParentOptionsRules : IValidateOptions<ParentOptions>
{
    public ValidateOptionsResult Validate(string? name, ParentOptions options) =>
        options.AppHostProcess is null == options.AppHostStart is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Set both Parent:AppHostProcess and Parent:AppHostStart, or neither.");
}
