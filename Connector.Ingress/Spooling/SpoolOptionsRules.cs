using Connector.Jobs;
using Connector.Jobs.Disk;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Spooling;

/// <summary>
/// Another profile's directory is refused at the start. One that cannot be used is not: an ingress without a spool is better than none, see
/// <see cref="Spool.TryOpen"/>.
/// </summary>
internal sealed class SpoolOptionsRules(IOptions<JobsOptions> jobs) : IValidateOptions<SpoolOptions>
{
    public ValidateOptionsResult Validate(string? name, SpoolOptions options)
    {
        if (!options.IsOn)
        {
            return ValidateOptionsResult.Success;
        }

        try
        {
            return SpoolOwner.Claim(PrivateFiles.MakeDirectory(options.Directory), jobs.Value.Profile) is { } other
                ? ValidateOptionsResult.Fail(
                    $"Ingress:Spool:Directory: {options.Directory} belongs to the profile '{other}', and Jobs:Profile is '{jobs.Value.Profile}'. "
                    + "Give each profile a directory of its own, or correct Ingress:Spool:Directory or Jobs:Profile.")
                : ValidateOptionsResult.Success;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            // Told, and tried again, when it is opened.
            return ValidateOptionsResult.Success;
        }
        catch (Exception unspeakable) when (unspeakable is ArgumentException or NotSupportedException)
        {
            return ValidateOptionsResult.Fail($"Ingress:Spool:Directory: {options.Directory} is no path ({unspeakable.Message.TrimEnd('.')}).");
        }
    }
}
