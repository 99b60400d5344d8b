namespace Connector.AppHost.Publishing;

/// <summary>Makes the deployment's containers of the manifest and the production file.</summary>
internal static class Workloads
{
    /// <summary>The user of ASP.NET's images. Source: https://learn.microsoft.com/dotnet/core/docker, "app user".</summary>
    public const int AppUser = 1654;

    /// <summary>The user of Redis' images.</summary>
    public const int RedisUser = 999;

    /// <summary>Where a container finds its secrets, each in a file named as the variable it stands for.</summary>
    public const string Directory = "/run/secrets/connector";

    private const string Redis = "redis";
    private const string RedisConnection = "ConnectionStrings__redis";

    /// <summary>Everything that runs.</summary>
    /// <exception cref="InvalidOperationException">The production file names a service that is not there, or a secret would stand in a file.</exception>
    public static IReadOnlyList<Workload> Of(Manifest manifest, Production production)
    {
        var resources = manifest.Resources.Where(resource => resource.Name != Redis || production.ExternalRedis.Length == 0).ToList();
        return production.Services.Keys.Except(manifest.Resources.Select(resource => resource.Name)).FirstOrDefault() is { } stranger
            ? throw new InvalidOperationException($"The production file names the service '{stranger}'. There are: {string.Join(", ", resources.Select(one => one.Name))}.")
            : [.. resources.Select(resource => Of(manifest, production, resource))];
    }

    private static Workload Of(Manifest manifest, Production production, ManifestResource resource)
    {
        var size = production.Services.GetValueOrDefault(resource.Name) ?? new ProductionService();
        var secret = manifest.Parameters.Where(parameter => parameter.IsSecret).Select(parameter => parameter.Name).ToHashSet();
        var (settings, secrets) = (new SortedDictionary<string, Setting>(StringComparer.Ordinal), new SortedDictionary<string, string>(StringComparer.Ordinal));
        foreach (var (name, value) in resource.Environment)
        {
            if (manifest.OnlyParameter(value) is not { } parameter)
            {
                settings[name] = new Setting(manifest.Resolve(value, mixed => throw new InvalidOperationException(
                    $"{name} of {resource.Name} has the parameter {mixed} within a text. A value must be a parameter or a text, or it cannot come from a file.")), false);
            }
            else if (secret.Contains(parameter))
            {
                secrets[name] = parameter;
            }
            else
            {
                settings[name] = new Setting(parameter, true);
            }
        }

        if (resource.Image is null && secrets.Count > 0)
        {
            settings["Secrets__Directory"] = new Setting(Directory, false);
        }

        if (settings.Keys.Any(name => name.StartsWith("Kestrel__Endpoints", StringComparison.Ordinal)))
        {
            // ASP.NET's images say a port themselves, of which Kestrel would warn that it is not used.
            settings["ASPNETCORE_HTTP_PORTS"] = new Setting("", false);
        }

        foreach (var (name, value) in size.Settings)
        {
            settings[name] = new Setting(value, false);
        }

        if (resource.Image is null && production.OtlpEndpoint.Length > 0)
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = new Setting(production.OtlpEndpoint, false);
        }

        if (production.ExternalRedis.Length > 0 && settings.ContainsKey(RedisConnection))
        {
            settings[RedisConnection] = new Setting(production.ExternalRedis, false);
        }

        return new Workload
        {
            Name = resource.Name,
            Image = resource.Image ?? $"{production.Registry}/connector-{resource.Name}:{production.Tag}",
            IsOurs = resource.Image is null,
            Command = resource.Image is null || secrets.Count == 0 ? resource.Command : WithSecrets(resource, secrets.Keys),
            Settings = settings,
            Secrets = secrets,
            Ports = resource.Bindings,
            StoragePath = resource.Volumes is [var volume, ..] ? volume.Target : size.StoragePath.Length > 0 ? size.StoragePath : null,
            Size = size,
        };
    }

    // An image of others reads no files of ours: its shell does, so that the secret stands in no file that describes the container.
    private static IReadOnlyList<string> WithSecrets(ManifestResource resource, IEnumerable<string> secrets) => resource.Command is ["/bin/sh", "-c", var script]
        ? ["/bin/sh", "-c", string.Concat(secrets.Select(name => $"export {name}=\"$(cat {Directory}/{name})\" && ")) + script]
        : throw new InvalidOperationException($"{resource.Name} needs secrets, but its command is no shell's, which could read them from files.");
}
