using Microsoft.Extensions.Options;

namespace Connector.Jobs.Hosting;

/// <summary>What settings must be to each other.</summary>
internal sealed class JobsOptionsRules : IValidateOptions<JobsOptions>
{
    public ValidateOptionsResult Validate(string? name, JobsOptions options)
    {
        var problems = new List<string>();
        if (options.Heartbeat * 3 > options.Lease)
        {
            problems.Add(
                $"Jobs:Heartbeat ({options.Heartbeat}) must be at most a third of Jobs:Lease ({options.Lease}), "
                + "so that two heartbeats may get lost before a pass counts as crashed.");
        }

        if (options.LongestPass < options.Lease)
        {
            problems.Add($"Jobs:LongestPass ({options.LongestPass}) must be at least Jobs:Lease ({options.Lease}).");
        }

        if (options.LongestQuiet < options.Quiet)
        {
            problems.Add($"Jobs:LongestQuiet ({options.LongestQuiet}) must be at least Jobs:Quiet ({options.Quiet}).");
        }

        if (options.LongestQuietOfChanges < options.QuietOfChanges)
        {
            problems.Add(
                $"Jobs:LongestChangeQuiet ({options.LongestQuietOfChanges}) must be at least Jobs:ChangeQuiet ({options.QuietOfChanges}).");
        }

        if (options.BodyRetention > options.Retention)
        {
            problems.Add($"Jobs:BodyRetention ({options.BodyRetention}) must be at most Jobs:Retention ({options.Retention}).");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
