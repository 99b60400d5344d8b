using System.Diagnostics;
using System.Runtime.InteropServices;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Connector.LocalHosting.Running;

/// <summary>A project's built program, run in the project's folder by the .NET that runs us.</summary>
internal sealed class ProjectProcess(ProjectResource resource, int replica, RunContext run) : ResourceProcess(resource, replica, run)
{
    private static readonly string DotNet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    protected override Task<ProcessStartInfo> CreateCommandAsync(CancellationToken ct)
    {
        var command = new ProcessStartInfo(File.Exists(DotNet) ? DotNet : "dotnet", ["exec", resource.Project.TargetPath])
        {
            WorkingDirectory = resource.Project.Directory,
        };
        Array.ForEach(ProjectVariables.NotInherited, name => command.Environment.Remove(name));
        var development = Run.Model.EnvironmentName == Environments.Development;
        foreach (var (name, value) in ProjectVariables.Compute(resource, Replica, Suffix, Run.Model.Configuration, development))
        {
            command.Environment[name] = value;
        }

        return Task.FromResult(command);
    }

    protected override async Task<string?> ProbeAsync(CancellationToken ct)
    {
        var problems = resource.HealthChecks.Select(check => check.ProbeAsync(resource.EndpointNamed(check.EndpointName).Url(Replica), ct));
        return Array.Find(await Task.WhenAll(problems), problem => problem is not null);
    }
}
