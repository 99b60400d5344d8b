namespace Connector.Repository.Tests.Telemetry;

/// <summary>The C# of what is deployed: the services and the libraries they are made of.</summary>
internal static class ServiceSource
{
    private static readonly string[] NotDeployed = ["Connector.AppHost", "Connector.Cli"];

    /// <summary>The texts of its files.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Repository.Paths
            .Where(path => path.StartsWith("Connector.", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            .Where(path => !NotDeployed.Contains(path.Split(Path.DirectorySeparatorChar)[0]))
            .Select(Repository.Read),
    ];
}
