using Connector.ServiceDefaults.Secrets;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard;

/// <summary>Whether the operator's keys can be had and are good enough. Messages name settings, never values.</summary>
internal sealed class DashboardOptionsRules : IValidateOptions<DashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, DashboardOptions options) => BearerKeys.Problems(
        "Dashboard:OperatorKey", options.OperatorKey, options.OperatorKeyFile, options.OperatorKeyPrevious, options.OperatorKeyPreviousFile).ToList()
        is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
