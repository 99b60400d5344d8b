namespace Connector.AppHost.Publishing;

/// <summary>A container of the deployment, as the manifest and the production file say together: what Compose and Kubernetes are written from.</summary>
internal sealed record Workload
{
    /// <summary>Its name, and its host name among the others.</summary>
    public required string Name { get; init; }

    /// <summary>Its image, with tag.</summary>
    public required string Image { get; init; }

    /// <summary>Whether it is a service of ours: it runs as ASP.NET's user, reads secrets from files and answers probes.</summary>
    public required bool IsOurs { get; init; }

    /// <summary>Entry point and arguments; empty for the image's own.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Variables with their values; a parameter's name where <see cref="Setting.IsParameter"/>.</summary>
    public required IReadOnlyDictionary<string, Setting> Settings { get; init; }

    /// <summary>Secret parameters by the file that each is read from.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>Ports by name.</summary>
    public required IReadOnlyList<ManifestBinding> Ports { get; init; }

    /// <summary>The port at which it answers Prometheus; null for none. It is in no service of the cluster and behind no proxy.</summary>
    public required int? MetricsPort { get; init; }

    /// <summary>Where the directory is that outlives it; null for none.</summary>
    public required string? StoragePath { get; init; }

    /// <summary>Its size.</summary>
    public required ProductionService Size { get; init; }

    /// <summary>The port that answers probes.</summary>
    public int? ProbePort => IsOurs ? Ports.Single(port => port.Name == "http").Port : null;

    /// <summary>Whether it is reached from outside.</summary>
    public bool IsExternal => Ports.Any(port => port.IsExternal);
}

/// <summary>A variable's value.</summary>
/// <param name="Text">The value, or the name of the parameter.</param>
/// <param name="IsParameter">Whether it is asked for.</param>
internal readonly record struct Setting(string Text, bool IsParameter);
