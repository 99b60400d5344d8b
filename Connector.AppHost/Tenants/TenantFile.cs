using System.Diagnostics.CodeAnalysis;
using Connector.SuperOffice.Tenancy;
using Connector.Tenants.EnvFiles;

namespace Connector.AppHost.Tenants;

/// <summary>The file <c>.env</c> of the profile <c>tenant</c>: complete, and without anything that a service would refuse at its start.</summary>
internal static class TenantFile
{
    public static bool TryRead(
        string path,
        [NotNullWhen(true)] out IReadOnlyDictionary<string, string>? values,
        [NotNullWhen(false)] out string? problem)
    {
        values = null;
        if (!File.Exists(path))
        {
            problem = $"The profile tenant reads {path}, which does not exist. It needs {string.Join(", ", EnvRules.Required)}.";
            return false;
        }

        if (EnvFile.TryRead(path, out var read, out problem))
        {
            problem = EnvRules.ProblemsOf(path, read, name => HasLoginUrl ? null : EnvironmentNames.ProblemOf(name)).FirstOrDefault();
            values = problem is null ? read : null;
        }

        return values is not null;
    }

    // The services inherit our variables.
    private static bool HasLoginUrl => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("SuperOffice__LoginUrl"));
}
