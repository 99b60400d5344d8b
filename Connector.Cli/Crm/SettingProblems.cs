using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Connector.Cli.Crm;

/// <summary>What is wrong with settings, in the words of whoever wrote the rule, without those of the library that checks it.</summary>
internal static partial class SettingProblems
{
    public static IEnumerable<string> Of(OptionsValidationException wrong) =>
        wrong.Failures.Select(failure => Wrapped().Match(failure) is { Success: true } match ? match.Groups[1].Value : failure);

    [GeneratedRegex("^DataAnnotation validation failed for '.*?' members: '.*?' with the error: '(.+)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Wrapped();
}
