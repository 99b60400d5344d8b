namespace Connector.Testing.AppHosts;

/// <summary>The checkout that the tests were built from, and what was built beside them.</summary>
public static class Checkout
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = Find();

    /// <summary>As the tests are built: <c>Debug</c> or <c>Release</c>.</summary>
    public static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)) == "release" ? "Release" : "Debug";

    /// <summary>The AppHost's project.</summary>
    /// <exception cref="InvalidOperationException">It is not built.</exception>
    public static string AppHostProject
    {
        get
        {
            var built = Path.Combine(Root, "artifacts", "bin", "Connector.AppHost", Configuration.ToLowerInvariant(), "Connector.AppHost.dll");
            return File.Exists(built) ? Path.Combine(Root, "Connector.AppHost")
                : throw new InvalidOperationException($"{built} is missing. Build the AppHost first: dotnet build -c {Configuration} Connector.AppHost");
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Connector.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Connector.sln is not above the tests.");
        }

        return folder.FullName;
    }
}
