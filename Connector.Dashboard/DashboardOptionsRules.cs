using Connector.Dashboard.Security;
using Microsoft.Extensions.Options;

namespace Connector.Dashboard;

/// <summary>Whether the operator's key can be had and is good enough. Messages name settings, never values.</summary>
internal sealed class DashboardOptionsRules : IValidateOptions<DashboardOptions>
{
    private const string Setting = "Dashboard:OperatorKey";

    public ValidateOptionsResult Validate(string? name, DashboardOptions options)
    {
        var inFile = !string.IsNullOrWhiteSpace(options.OperatorKeyFile);
        if (inFile && !string.IsNullOrWhiteSpace(options.OperatorKey))
        {
            return ValidateOptionsResult.Fail($"{Setting} and {Setting}File are both set: keep one of them.");
        }

        string key;
        try
        {
            key = OperatorKey.Read(options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return ValidateOptionsResult.Fail($"{Setting}File cannot be read ({failure.GetType().Name}): name a file that this service may read.");
        }

        var setting = inFile ? $"{Setting}File holds a key that" : Setting;
        return key.Length == 0 && inFile ? ValidateOptionsResult.Fail($"{Setting}File is empty.")
            : key.Length is > 0 and < DashboardOptions.ShortestKey
                ? ValidateOptionsResult.Fail($"{setting} has fewer than {DashboardOptions.ShortestKey} characters and can be guessed: use 'openssl rand -hex 32'.")
            : key.Length > DashboardOptions.LongestKey ? ValidateOptionsResult.Fail($"{setting} has more than {DashboardOptions.LongestKey} characters.")
            : key.Any(c => !char.IsAscii(c) || char.IsControl(c) || c == ' ')
                ? ValidateOptionsResult.Fail($"{setting} holds a blank, a control character or one beyond ASCII, which no header can carry.")
            : ValidateOptionsResult.Success;
    }
}
