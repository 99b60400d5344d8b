using Aspire.Hosting.Pipelines;
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
    /// <exception cref="InvalidOperationException">A file is wrong; the message says what is.</exception>
    public static IReadOnlyDictionary<string, string> Files(string manifest, string production)
    {
        var (model, sizes) = (Manifest.Parse(manifest), Production.Parse(production));
        var workloads = Workloads.Of(model, sizes);
        return ComposeFile.Write(model, sizes, workloads).Select(file => ($"compose/{file.Key}", file.Value))
            .Concat(Trial.Write(model, sizes).Select(file => ($"try/{file.Key}", file.Value)))
            .Concat(KustomizeBase.Write(model, sizes, workloads).Select(file => ($"kustomize/base/{file.Key}", file.Value)))
            .ToDictionary();
    }

    private static async Task WriteAsync(PipelineStepContext context, IDistributedApplicationBuilder builder)
    {
        var output = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
        var production = Path.GetFullPath(builder.Configuration[Setting] ?? Path.Combine(builder.AppHostDirectory, "..", Usual));
        var files = Files(
            await File.ReadAllTextAsync(Path.Combine(output, ManifestFile), context.CancellationToken),
            await File.ReadAllTextAsync(production, context.CancellationToken));
        foreach (var (path, text) in files)
        {
            var file = Path.Combine(output, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, context.CancellationToken);
        }
    }
}
