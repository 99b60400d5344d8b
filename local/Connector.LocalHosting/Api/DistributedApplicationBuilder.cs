using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Connector.LocalHosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Gathers the model.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Settings files, user secrets in Development, environment, arguments: of the AppHost itself.</summary>
    ConfigurationManager Configuration { get; }

    string AppHostDirectory { get; }
    IServiceCollection Services { get; }
    DistributedApplicationExecutionContext ExecutionContext { get; }
    DistributedApplication Build();

    internal IResourceBuilder<T> Add<T>(T resource) where T : Resource;
}

public class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(bool isPublishMode) => IsPublishMode = isPublishMode;

    /// <summary>True where a deployment is to be written; false where the model is to run.</summary>
    public bool IsPublishMode { get; }
}

internal sealed class DistributedApplicationBuilder : IDistributedApplicationTestingBuilder
{
    private readonly AppHostRun? _test;

    public DistributedApplicationBuilder(string[] args, AppHostRun? test)
    {
        _test = test;
        AppHostAssembly = test?.AppHost ?? Assembly.GetEntryAssembly();
        AppHostDirectory = AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == "apphostprojectpath")?.Value ?? Environment.CurrentDirectory;
        EnvironmentName = new ConfigurationBuilder().AddEnvironmentVariables("DOTNET_").AddCommandLine(args).Build()[HostDefaults.EnvironmentKey]
            ?? (IsTest ? Environments.Development : Environments.Production);
        Secrets = new UserSecrets(AppHostAssembly, inMemory: IsTest);
        Configuration.SetBasePath(AppHostDirectory);
        Configuration.AddJsonFile("appsettings.json", optional: true).AddJsonFile($"appsettings.{EnvironmentName}.json", optional: true);
        if (EnvironmentName == Environments.Development && Secrets.FilePath is { } secrets)
        {
            Configuration.AddJsonFile(secrets, optional: true);
        }

        Configuration.AddEnvironmentVariables().AddCommandLine(args);
        ExecutionContext = new(isPublishMode: Configuration["publisher"] is not null || Configuration["operation"] == "publish");
        NoFetch = args.Contains("--no-fetch");
        Services.AddLogging();
    }

    public ConfigurationManager Configuration { get; } = new();
    public string AppHostDirectory { get; }
    public IServiceCollection Services { get; } = new ServiceCollection();
    public DistributedApplicationExecutionContext ExecutionContext { get; }
    public Assembly? AppHostAssembly { get; }
    public string EnvironmentName { get; }
    public UserSecrets Secrets { get; }
    public bool NoFetch { get; }
    public List<Resource> Resources { get; } = [];

    /// <summary>Whether a test runs this model: free ports, data that goes with it, nothing written to the user's profile.</summary>
    public bool IsTest => _test is not null;

    /// <summary>How long a resource may be unhealthy before a line says so.</summary>
    public TimeSpan HealthPatience { get; set; } = TimeSpan.FromSeconds(20);

    public DistributedApplication Build()
    {
        if (_test is { IsEntryPoint: true })
        {
            // The test goes on from here; what the AppHost would do with its application is the test's to do.
            _test.Builder = this;
            throw new HostAbortedException();
        }

        return new DistributedApplication(this);
    }

    public Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => Task.FromResult(new DistributedApplication(this));

    public IResourceBuilder<T> Add<T>(T resource) where T : Resource
    {
        Resources.Add(Resources.Exists(other => other.Name == resource.Name)
            ? throw new InvalidOperationException($"The model has two resources named '{resource.Name}'.")
            : resource);
        return new ResourceBuilder<T>(resource);
    }
}
