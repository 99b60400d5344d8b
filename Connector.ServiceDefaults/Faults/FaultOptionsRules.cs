using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Faults;

/// <summary>
/// Keeps faults out of everything that matters: they are refused in production, on a tenant's data, and where nobody has said that
/// they are meant. What is not said counts as the worst: an environment that is not set is production, a profile a tenant's.
/// </summary>
internal sealed class FaultOptionsRules(IHostEnvironment environment, IConfiguration configuration) : IValidateOptions<FaultOptions>
{
    private const string Profile = "Jobs:Profile";
    private const string Tenant = "tenant";

    public ValidateOptionsResult Validate(string? name, FaultOptions options)
    {
        if (options.Points.Count == 0)
        {
            return ValidateOptionsResult.Success;
        }

        var failures = options.Points
            .Where(point => FaultPoint.TryParse(point) is null)
            .Select(point => $"Faults:Points: '{point}' is no fault. Write one such as 'pass.before-patch crash on hit 3'; the steps are in docs/reliability.md.")
            .ToList();
        if (environment.IsProduction())
        {
            failures.Add("Faults:Points breaks a service on purpose and is refused in the environment Production. Remove the section Faults.");
        }

        if (string.Equals(configuration[Profile] ?? Tenant, Tenant, StringComparison.OrdinalIgnoreCase))
        {
            failures.Add("Faults:Points breaks a service on purpose and is refused with the profile tenant (Jobs:Profile). Remove the section Faults.");
        }

        if (options.IUnderstand != FaultOptions.Understood)
        {
            failures.Add($"Faults:Points breaks a service on purpose. If a test wants that, set Faults:IUnderstand to '{FaultOptions.Understood}'; else remove the section Faults.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
