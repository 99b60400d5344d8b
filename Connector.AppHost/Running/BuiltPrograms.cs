using System.Reflection;

namespace Connector.AppHost.Running;

/// <summary>
/// A service is started as the program that was built with this one. Left to itself, the orchestrator puts a <c>dotnet run</c> before
/// each, which takes seconds of the processor to find the same program, stays as long as the service, and is what a kill then hits.
/// </summary>
internal static class BuiltPrograms
{
    private const string DotnetRoot = "DOTNET_ROOT";

    public static void Apply(IDistributedApplicationBuilder builder)
    {
        // An IDE starts services itself, to debug them, and a watch builds them again.
        if (IsSet(builder, "DEBUG_SESSION_PORT") || IsSet(builder, "DOTNET_WATCH"))
        {
            return;
        }

        foreach (var service in builder.Resources.OfType<ProjectResource>().ToList())
        {
            Apply(builder.CreateResourceBuilder(service), service.GetProjectMetadata().ProjectPath);
        }
    }

    /// <summary>The program of a project that was built with this one, or null: what its project wants may lie elsewhere or have another name.</summary>
    internal static string? Of(string project)
    {
        var library = typeof(BuiltPrograms).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(told => told.Key.Equals(project, StringComparison.OrdinalIgnoreCase))?.Value;
        var program = Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program) ? program : null;
    }

    private static void Apply(IResourceBuilder<ProjectResource> service, string project)
    {
        if (Of(project) is not { } program)
        {
            return;
        }

        // As dotnet run does: appsettings.json are the project's own, not copies.
        service.WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = Path.GetDirectoryName(project)! });
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(DotnetRoot)))
        {
            // This one was started by dotnet itself, which may lie where a program does not look for it.
            service.WithEnvironment(DotnetRoot, Path.GetDirectoryName(Environment.ProcessPath)!);
        }
    }

    private static bool IsSet(IDistributedApplicationBuilder builder, string name) => !string.IsNullOrEmpty(builder.Configuration[name]);
}
