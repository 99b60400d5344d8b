using Connector.ServiceDefaults.Secrets;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard;

/// <summary>Whether the operator's keys can be had and are good enough. Messages name settings, never values.</summary>
internal sealed class DashboardOptionsRules : IValidateOptions<DashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, DashboardOptions options)
    {
        var problems = BearerKeys.Problems(
            "Dashboard:OperatorKey", options.OperatorKey, options.OperatorKeyFile, options.OperatorKeyPrevious, options.OperatorKeyPreviousFile).ToList();
        if (options.CrmUrl.Length > 0 && !(Uri.TryCreate(options.CrmUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            problems.Add("Dashboard:CrmUrl must be an address of http or https, such as https://crm.example.com/{tenant}?{kind}={id}, or left out.");
        }

        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
