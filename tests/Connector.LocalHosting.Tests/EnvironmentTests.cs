using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Connector.LocalHosting.TestApp;

namespace Connector.LocalHosting.Tests;

/// <summary>The variables a project gets are Aspire's, all of them and no others.</summary>
public sealed class EnvironmentTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Project_with_a_launch_profile_gets_exactly_Aspires_variables()
    {
        await using var running = await RunningApp.StartAsync(builder =>
        {
            builder.Configuration["Parameters:redis-password"] = "p w";
            var redis = builder.AddRedis("redis").WithDataVolume("unit.test");
            var other = RunningApp.AddService(builder, "the-other");
            builder.AddProject<ProjectWithProfile>("service")
                .WithHttpHealthCheck("/health")
                .WithReference(redis).WaitFor(redis)
                .WithReference(other).WaitFor(other)
                .WithEnvironment("Own__Text", "text")
                .WithEnvironment("Own__Empty", (string?)null)
                .WithEnvironment("Own__Address", other.GetEndpoint("http"))
                .WithEnvironment("Own__Expression", ReferenceExpression.Create($"{other.GetEndpoint("http")}/path"));
        });
        var healthy = await running.HealthyAsync("service");

        var added = await AddedVariablesAsync(running, "service");

        var port = running.Address("redis", "tcp").Port;
        var other = running.Address("the-other").GetLeftPart(UriPartial.Authority);
        var expected = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = running.Address("service").GetLeftPart(UriPartial.Authority),
            ["ConnectionStrings__redis"] = $"localhost:{port},password=p w",
            ["DOTNET_LAUNCH_PROFILE"] = "http",
            ["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true",
            ["FROM_PROFILE"] = "yes",
            ["LOGGING__CONSOLE__FORMATTERNAME"] = "simple",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true",
            ["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true",
            ["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://localhost:4317",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
            ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based",
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={healthy.ResourceId["service-".Length..]}",
            ["OTEL_SERVICE_NAME"] = "service",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["Own__Address"] = other,
            ["Own__Empty"] = "",
            ["Own__Expression"] = $"{other}/path",
            ["Own__Text"] = "text",
            ["REDIS_HOST"] = "localhost",
            ["REDIS_PASSWORD"] = "p w",
            ["REDIS_PORT"] = $"{port}",
            ["REDIS_URI"] = $"redis://:p%20w@localhost:{port}",
            ["THE_OTHER_HTTP"] = other,
            ["services__the-other__http__0"] = other,
        };
        Assert.Equal(expected.OrderBy(variable => variable.Key, StringComparer.Ordinal), added);
    }

    [Fact]
    public async Task Kestrel_endpoints_of_the_project_replace_ASPNETCORE_URLS_and_are_referred_to_by_name()
    {
        await using var running = await RunningApp.StartAsync(
            builder =>
            {
                var enricher = builder.AddProject<ProjectWithKestrelEndpoints>("enricher").WithHttpHealthCheck("/health", endpointName: "http");
                RunningApp.AddService(builder, "caller").WithReference(enricher).WaitFor(enricher);
            },
            "--environment", "Production", "--ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "http://localhost:4318", "--AppHost:OtlpApiKey", "k");
        await running.HealthyAsync("caller");

        var enricher = await AddedVariablesAsync(running, "enricher");
        var caller = await AddedVariablesAsync(running, "caller");

        var grpc = running.Address("enricher", "grpc").GetLeftPart(UriPartial.Authority);
        var http = running.Address("enricher", "http").GetLeftPart(UriPartial.Authority);
        Assert.Equal(grpc, enricher["Kestrel__Endpoints__grpc__Url"]);
        Assert.Equal(http, enricher["Kestrel__Endpoints__http__Url"]);
        Assert.DoesNotContain("ASPNETCORE_URLS", enricher.Keys);
        Assert.Equal((grpc, http), (caller["services__enricher__grpc__0"], caller["services__enricher__http__0"]));
        Assert.Equal((grpc, http), (caller["ENRICHER_GRPC"], caller["ENRICHER_HTTP"]));
        Assert.Equal(("http://localhost:4318", "http/protobuf"), (caller["OTEL_EXPORTER_OTLP_ENDPOINT"], caller["OTEL_EXPORTER_OTLP_PROTOCOL"]));
        Assert.Equal("x-otlp-api-key=k", caller["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.DoesNotContain("OTEL_TRACES_SAMPLER", caller.Keys);
        Assert.DoesNotContain(caller.Keys, name => name.Contains("REDACTION", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_string_of_the_configuration_is_passed_on_and_nothing_is_started_for_it()
    {
        await using var running = await RunningApp.StartAsync(
            builder =>
            {
                var redis = builder.AddConnectionString("redis");
                RunningApp.AddService(builder, "service").WithReference(redis, connectionName: "jobs").WaitFor(redis);
            },
            "--ConnectionStrings:redis", "elsewhere:6379");
        await running.HealthyAsync("service");

        var added = await AddedVariablesAsync(running, "service");

        Assert.Equal("elsewhere:6379", added["ConnectionStrings__jobs"]);
        Assert.DoesNotContain(added.Keys, name => name.StartsWith("REDIS_", StringComparison.Ordinal) || name.StartsWith("JOBS_", StringComparison.Ordinal));
        Assert.Empty(running.App.ResourceNotifications.Of("redis"));
    }

    [Fact]
    public void Metadata_of_a_project_is_its_file_and_its_program()
    {
        var path = PathOf<Projects.Connector_Ingress>();
        Assert.EndsWith("/Connector.Ingress/Connector.Ingress.csproj", path, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
        Assert.True(File.Exists(new Projects.Connector_Ingress().TargetPath));
        Assert.Equal(Path.GetFullPath(Path.Combine(path, "../../Connector.AppHost")), Projects.Connector_AppHost.ProjectPath);

        static string PathOf<T>() where T : IProjectMetadata, new() => new T().ProjectPath;
    }

    [Fact]
    public void Generated_parameter_has_the_length_and_characters_asked_for_and_yields_to_configuration()
    {
        var builder = RunningApp.CreateBuilder("--Parameters:configured", "mine");
        var generate = new GenerateParameterDefault { MinLength = 40, Special = false };

        var generated = builder.AddParameter("generated", generate, secret: true, persist: true).Resource;
        var configured = builder.AddParameter("configured", generate).Resource;

        Assert.Equal(generate.MinLength, generated.Value.Length);
        Assert.Equal(generate.Special, generated.Value.Any(character => !char.IsAsciiLetterOrDigit(character)));
        Assert.Equal("mine", configured.Value);
    }

    private static async Task<SortedDictionary<string, string?>> AddedVariablesAsync(RunningApp running, string service)
    {
        using var client = running.App.CreateHttpClient(service);
        var all = await client.GetFromJsonAsync<Dictionary<string, string?>>(new Uri("/environment", UriKind.Relative), Cancelled);
        return new SortedDictionary<string, string?>(
            all!.Where(variable => variable.Value != Environment.GetEnvironmentVariable(variable.Key)).ToDictionary(), StringComparer.Ordinal);
    }

    private static string ProjectFolder(string file, string content)
    {
        var folder = Directory.CreateTempSubdirectory("connector-project-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "Properties"));
        File.WriteAllText(Path.Combine(folder, file), content);
        return Path.Combine(folder, "Project.csproj");
    }

    private sealed class ProjectWithProfile : IBuiltProject
    {
        private static readonly string Folder = ProjectFolder("Properties/launchSettings.json", """
            {
              // The first that runs a program counts, in the order of the file.
              "profiles": {
                "express": { "commandName": "IISExpress" },
                "http": {
                  "commandName": "Project",
                  "applicationUrl": "http://localhost:8003",
                  "environmentVariables": { "ASPNETCORE_ENVIRONMENT": "Development", "FROM_PROFILE": "yes", "OTEL_SERVICE_NAME": "not this" },
                },
                "another": { "commandName": "Project", "applicationUrl": "http://localhost:1" }
              }
            }
            """);

        public string ProjectPath => Folder;

        public string TargetPath => new TestProject().TargetPath;
    }

    private sealed class ProjectWithKestrelEndpoints : IBuiltProject
    {
        private static readonly string Folder = ProjectFolder("appsettings.json", """
            { "Kestrel": { "Endpoints": {
              "grpc": { "Url": "http://localhost:8006", "Protocols": "Http2" },
              "http": { "Url": "http://localhost:8007", "Protocols": "Http1" } } } }
            """);

        public string ProjectPath => Folder;

        public string TargetPath => new TestProject().TargetPath;
    }
}
