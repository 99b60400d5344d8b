using Connector.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Connector.ServiceDefaults.Health;

/// <summary>What <c>/health</c> and <c>/alive</c> answer.</summary>
/// <param name="Status"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>: that of the worst part.</param>
/// <param name="Service">The program's name, such as <c>Connector.Ingress</c>.</param>
/// <param name="Version">The product's version.</param>
/// <param name="Parts">Every check, the worst first.</param>
internal sealed record HealthPage(string Status, string Service, string Version, IReadOnlyList<HealthPart> Parts)
{
    private const string Well = "Nothing to do.";
    private const string Unexplained = "The check itself failed or took too long. If it stays so, the log of this service says what is wrong.";

    /// <summary>Writes it as JSON.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new HealthPage(
            report.Status.ToString(),
            context.RequestServices.GetRequiredService<IHostEnvironment>().ApplicationName,
            ProductVersion.Text,
            [.. report.Entries.OrderBy(part => part.Value.Status).Select(part => new HealthPart(part.Key, part.Value.Status.ToString(), Says(part.Value)))]),
        context.RequestAborted);

    // With an exception, the description is the exception's own text or was written beside it; what libraries write there may name addresses and secrets.
    private static string Says(HealthReportEntry part) =>
        part.Exception is not null ? Unexplained : part.Description ?? (part.Status == HealthStatus.Healthy ? Well : Unexplained);
}

/// <summary>A check.</summary>
/// <param name="Name">Such as <c>redis</c>.</param>
/// <param name="Status"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</param>
/// <param name="Says">What is the matter, and what to do.</param>
internal sealed record HealthPart(string Name, string Status, string Says);
