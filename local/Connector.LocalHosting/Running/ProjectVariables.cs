using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Connector.LocalHosting.Running;

/// <summary>The environment of a project's process: what Aspire gives one, with the launch profile's and the model's own on top.</summary>
internal static class ProjectVariables
{
    /// <summary>What describes the AppHost itself and would mislead a project. Everything else of its environment is inherited.</summary>
    public static readonly string[] NotInherited = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];

    public static Dictionary<string, string> Compute(ProjectResource resource, int replica, string suffix, IConfiguration appHost, bool development)
    {
        var http = appHost["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];
        var grpc = appHost["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] ?? (http is null ? "http://localhost:4317" : null);
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = grpc ?? http!,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = grpc is null ? "http/protobuf" : "grpc",
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={suffix}",
            ["OTEL_SERVICE_NAME"] = resource.Name,
            ["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory",
            ["LOGGING__CONSOLE__FORMATTERNAME"] = "simple",
            ["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true",
        };
        if (appHost["AppHost:OtlpApiKey"] is { Length: > 0 } key)
        {
            variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
        }

        if (development)
        {
            variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            variables["OTEL_TRACES_SAMPLER"] = "always_on";
            variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";

            // Aspire turns these on as well: a service has to keep its secrets whatever its environment says.
            variables["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
            variables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
            variables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        }

        if (resource.Project.ProfileName is { } profile)
        {
            variables["DOTNET_LAUNCH_PROFILE"] = profile;
        }

        foreach (var (name, value) in resource.Project.ProfileVariables)
        {
            variables.TryAdd(name, value);
        }

        var kestrel = resource.Endpoints.Where(endpoint => endpoint.FromKestrelConfiguration).ToList();
        kestrel.ForEach(endpoint => variables[$"Kestrel__Endpoints__{endpoint.Name}__Url"] = endpoint.Url(replica));
        if (resource.Endpoints.Count > kestrel.Count)
        {
            variables.TryAdd("ASPNETCORE_URLS", string.Join(';', resource.Endpoints.Except(kestrel).Select(endpoint => endpoint.Url(replica))));
        }

        resource.Environment.ForEach(add => add(variables));
        return variables;
    }
}
