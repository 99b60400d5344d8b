using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Connector.LocalHosting.Running;

/// <summary>What a project says about how it is run: its launch profile and its Kestrel endpoints.</summary>
internal sealed class ProjectFiles
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private readonly string _applicationUrls;

    /// <summary>Reads <c>Properties/launchSettings.json</c>: the profile the AppHost's own configuration names, else the first that runs a program.</summary>
    public ProjectFiles(IBuiltProject project, IConfiguration appHost)
    {
        (Directory, TargetPath) = (Path.GetDirectoryName(project.ProjectPath)!, project.TargetPath);
        var file = Path.Combine(Directory, "Properties", "launchSettings.json");
        var profiles = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file), documentOptions: Lenient)!["profiles"]!.AsObject() : [];
        var wanted = appHost["AppHost:DefaultLaunchProfileName"] ?? appHost["DOTNET_LAUNCH_PROFILE"];
        (ProfileName, var profile) = profiles
            .OrderByDescending(profile => profile.Key == wanted)
            .FirstOrDefault(profile => profile.Key == wanted || (string?)profile.Value?["commandName"] is "Project" or "Executable");
        _applicationUrls = (string?)profile?["applicationUrl"] ?? "";
        ProfileVariables = (profile?["environmentVariables"]?.AsObject() ?? []).ToDictionary(variable => variable.Key, variable => $"{variable.Value}");
    }

    public string Directory { get; }
    public string TargetPath { get; }

    /// <summary>Name of the launch profile, or null where the project has none.</summary>
    public string? ProfileName { get; }

    public Dictionary<string, string> ProfileVariables { get; }

    /// <summary>The endpoints of <c>Kestrel:Endpoints</c>; where there are none, those of the launch profile's addresses.</summary>
    public IEnumerable<EndpointAnnotation> ReadEndpoints()
    {
        var environment = ProfileVariables.GetValueOrDefault("ASPNETCORE_ENVIRONMENT") ?? ProfileVariables.GetValueOrDefault("DOTNET_ENVIRONMENT");
        var configuration = new ConfigurationBuilder()
            .SetBasePath(Directory)
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{environment ?? "Production"}.json", optional: true)
            .Build();
        var kestrel = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        if (kestrel.Count > 0)
        {
            return kestrel.Select(endpoint =>
            {
                var url = new Uri(endpoint["Url"] ?? throw new InvalidOperationException($"{endpoint.Path} in {Directory} has no Url."));
                return new EndpointAnnotation(endpoint.Key, url.Scheme, url.Port) { FromKestrelConfiguration = true };
            });
        }

        return _applicationUrls
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(address => new Uri(address))
            .GroupBy(url => url.Scheme)
            .SelectMany(urls => urls.Select((url, index) =>
                new EndpointAnnotation(index == 0 ? url.Scheme : $"{url.Scheme}{index + 1}", url.Scheme, url.Port)));
    }
}
