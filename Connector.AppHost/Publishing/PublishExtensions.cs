using Aspire.Hosting.Pipelines;
using Connector.Tenants.EnvFiles;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.AppHost.Publishing;

/// <summary>Adds what is published beside Aspire's manifest: Compose and Kustomize, from that manifest.</summary>
internal static class PublishExtensions
{
    private const string Setting = "ProductionFile";
    private const string Usual = "deploy/production.yaml";
    private const string ManifestFile = "aspire-manifest.json";

    /// <summary>Writes them when the model is published to a directory.</summary>
    public static void PublishDeployments(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            builder.Pipeline.AddStep("connector-deployments", context => WriteAsync(context, builder), dependsOn: "publish-manifest", requiredBy: WellKnownPipelineSteps.Publish);
        }
    }

    /// <summary>All files, by their paths below the output directory.</summary>
    /// <param name="manifest">The manifest's text.</param>
    /// <param name="production">The production file's text.</param>
    /// <param name="directory">Where the production file is.</param>
    /// <exception cref="InvalidOperationException">A file is wrong; the message says what is.</exception>
    public static IReadOnlyDictionary<string, string> Files(string manifest, string production, string directory)
    {
        var (model, sizes) = (Manifest.Parse(manifest), Production.Parse(production));
        // The trial is the sandbox's, and knows no tenant.
        var workloads = Workloads.Of(model, sizes.TenantFile.Length > 0 ? sizes.With("worker", SettingsIn(Path.Combine(directory, sizes.TenantFile))) : sizes);
        return ComposeFile.Write(model, sizes, workloads).Select(file => ($"compose/{file.Key}", file.Value))
            .Concat(Trial.Write(model, sizes).Select(file => ($"try/{file.Key}", file.Value)))
            .Concat(KustomizeBase.Write(model, sizes, workloads).Select(file => ($"kustomize/base/{file.Key}", file.Value)))
            .ToDictionary();
    }

    private static IReadOnlyDictionary<string, string> SettingsIn(string tenantFile) =>
        !File.Exists(tenantFile) ? throw new InvalidOperationException($"The production file's 'tenantFile', {tenantFile}, does not exist.")
        : !EnvFile.TryRead(tenantFile, out var values, out var problem) ? throw new InvalidOperationException(problem)
        : WorkerNames.SettingsIn(values);

    private static async Task WriteAsync(PipelineStepContext context, IDistributedApplicationBuilder builder)
    {
        var output = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
        var production = Path.GetFullPath(builder.Configuration[Setting] ?? Path.Combine(builder.AppHostDirectory, "..", Usual));
        var files = Files(
            await File.ReadAllTextAsync(Path.Combine(output, ManifestFile), context.CancellationToken),
            await File.ReadAllTextAsync(production, context.CancellationToken),
            Path.GetDirectoryName(production)!);
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(output, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, context.CancellationToken);
        }
    }
}
