using Connector.Jobs;
using Connector.ServiceDefaults.Secrets;
using Connector.ServiceDefaults.Settings;
using Connector.SuperOffice;
using Microsoft.Extensions.Options;

namespace Connector.Worker;

/// <summary>Refuses settings that do not fit together.</summary>
internal sealed class WorkerOptionsValidator(IOptions<JobsOptions> jobs, IOptions<SuperOfficeOptions> superOffice) : IValidateOptions<WorkerOptions>
{
    public ValidateOptionsResult Validate(string? name, WorkerOptions options)
    {
        var failures = new List<string>();
        var (lease, heartbeat) = (jobs.Value.Lease, jobs.Value.Heartbeat);
        if (heartbeat * 3 > lease)
        {
            failures.Add($"Jobs:Heartbeat ({heartbeat}) must be at most a third of Jobs:Lease ({lease}), or a slow moment looks like a crash.");
        }

        if (superOffice.Value.Timeout + options.LeaseReserve > lease - heartbeat)
        {
            failures.Add(
                $"SuperOffice:Timeout ({superOffice.Value.Timeout}) plus Worker:LeaseReserve ({options.LeaseReserve}) must fit into Jobs:Lease minus "
                + $"Jobs:Heartbeat ({lease - heartbeat}), or a write could outlive its lease. Shorten the time-out or lengthen the lease.");
        }

        if (options.FirstRetry > options.LongestRetry)
        {
            failures.Add($"Worker:FirstRetry ({options.FirstRetry}) must not exceed Worker:LongestRetry ({options.LongestRetry}).");
        }

        if (!options.Enricher.IsAbsoluteUri || options.Enricher.Scheme is not ("http" or "https"))
        {
            failures.Add("Worker:Enricher must be an http or https address.");
        }

        SharedKey.Read(options.EnricherKey, options.EnricherKeyFile, "Worker:EnricherKey", out var problem);
        if (problem is not null)
        {
            failures.Add(problem);
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

/// <summary>Refuses mappings that would make fields overwrite each other, and caps that could not work.</summary>
internal sealed class TenantOptionsValidator : IValidateOptions<TenantOptions>
{
    private const int LongestProgId = 100;
    private const int MostAliases = 1000;
    private const int MostInputs = 20;

    public ValidateOptionsResult Validate(string? name, TenantOptions options)
    {
        var failures = Check("Tenant:Contact", options.Contact).Concat(Check("Tenant:Person", options.Person)).ToList();
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            failures.Add("Tenant:TimeZone is not known on this machine; give an IANA name, such as Europe/Oslo, and install its time zone data (tzdata).");
        }

        if (options.Spend is { AmountPerDay: > 0 } spend && spend.ExpectedCost > spend.AmountPerDay)
        {
            failures.Add("Tenant:Spend:ExpectedCost must be at most Tenant:Spend:AmountPerDay, or no analysis could ever be begun.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(string section, EntityMapping mapping)
    {
        var mapped = mapping.All.ToList();
        foreach (var group in mapped.GroupBy(m => m.Mapping.ProgId!, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"{section}: {string.Join(" and ", group.Select(g => g.Field))} have the same ProgId; give each a user-defined field of its own.";
        }

        foreach (var (field, _) in mapped.Where(m => m.Mapping.ProgId!.Length > LongestProgId || m.Mapping.ProgId.Any(char.IsControl)))
        {
            yield return $"{section}: the ProgId of {field} must have at most {LongestProgId} characters and no control character.";
        }

        foreach (var (field, entry) in mapped.Where(m => m.Mapping.ProgId!.Trim() != m.Mapping.ProgId))
        {
            yield return $"{section}: the ProgId '{entry.ProgId}' of {field} begins or ends with a space.";
        }

        if (mapping.Inputs.Count > MostInputs)
        {
            yield return $"{section}:Inputs must have at most {MostInputs} entries.";
        }

        foreach (var input in mapping.Inputs.Where(i => string.IsNullOrWhiteSpace(i) || i.Length > LongestProgId || i.Any(char.IsControl) || i.Trim() != i))
        {
            yield return $"{section}:Inputs: {ListEntry.Shown(input)} cannot be a ProgId.";
        }

        foreach (var input in mapping.Inputs.Where(i => mapped.Exists(m => m.Mapping.ProgId == i)))
        {
            yield return $"{section}:Inputs: {input} is a field that we write; our own writes would ask for the next one.";
        }

        foreach (var (field, _) in mapped.Where(m => m.Mapping.Aliases.Count > MostAliases))
        {
            yield return $"{section}: {field} must have at most {MostAliases} aliases.";
        }

        foreach (var (field, _) in mapped.Where(m => m.Mapping.Aliases.Any(a => string.IsNullOrWhiteSpace(a.Key) || string.IsNullOrWhiteSpace(a.Value))))
        {
            yield return $"{section}: an alias of {field} needs a name and an item.";
        }
    }
}
