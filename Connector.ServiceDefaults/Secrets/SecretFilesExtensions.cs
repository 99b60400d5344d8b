using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.Hosting;

/// <summary>The layer that reads secrets from files, as containers are given them.</summary>
public static class SecretFilesExtensions
{
    /// <summary>The setting that names the directory.</summary>
    public const string Setting = "Secrets:Directory";

    /// <summary>
    /// Reads each file of <see cref="Setting"/>, if that is set, as the setting that the file is named after, two underscores standing for a colon:
    /// <c>SuperOffice__ClientSecret</c>. They win over everything else. Read once, at start.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">The directory is not there.</exception>
    public static TBuilder AddDefaultSecretFiles<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        if (builder.Configuration[Setting] is { Length: > 0 } directory)
        {
            builder.Configuration.AddKeyPerFile(directory, optional: false);
        }

        return builder;
    }
}
