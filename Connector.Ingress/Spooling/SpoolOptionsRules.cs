using Connector.Jobs;
using Connector.Jobs.Disk;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Spooling;

/// <summary>A directory that cannot be the spool's is refused at the start, and not found out in the first outage.</summary>
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
            var directory = PrivateFiles.MakeDirectory(options.Directory);
            if (!LocksHold(directory))
            {
                return ValidateOptionsResult.Fail(
                    $"Ingress:Spool:Directory: {options.Directory} is on a file system without locks, or locks are switched off; use a local disk.");
            }

            return SpoolOwner.Claim(directory, jobs.Value.Profile) is { } other
                ? ValidateOptionsResult.Fail(
                    $"Ingress:Spool:Directory: {options.Directory} belongs to the profile '{other}', and Jobs:Profile is '{jobs.Value.Profile}'. "
                    + "Give each profile a directory of its own, or correct Ingress:Spool:Directory or Jobs:Profile.")
                : ValidateOptionsResult.Success;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ValidateOptionsResult.Fail(
                $"Ingress:Spool:Directory: {options.Directory} cannot be made or written to ({exception.Message.TrimEnd('.')}).");
        }
    }

    // Some file systems grant every lock to everybody.
    private static bool LocksHold(string directory)
    {
        var path = Path.Combine(directory, $"probe-{Guid.NewGuid():N}.lock");
        using var held = FileLock.TryTake(path) ?? throw new IOException("A new file is locked already.");
        using var again = FileLock.TryTake(path);
        return again is null;
    }
}
