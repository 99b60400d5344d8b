using System.Reflection;
using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace Connector.LocalHosting.Running;

/// <summary>A test's run of an AppHost. Where the test has called the entry point, <see cref="Current"/> is how that finds out.</summary>
internal sealed record AppHostRun(Assembly AppHost, bool IsEntryPoint)
{
    public static readonly AsyncLocal<AppHostRun?> Current = new();

    public DistributedApplicationBuilder? Builder { get; set; }

    public static async Task<DistributedApplicationBuilder> ExecuteAsync(Assembly appHost, string[] args, CancellationToken ct)
    {
        var run = new AppHostRun(appHost, IsEntryPoint: true);
        await Task.Run(
            () =>
            {
                Current.Value = run;
                try
                {
                    appHost.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [args], null);
                }
                catch (HostAbortedException) when (run.Builder is not null)
                {
                    // Thrown by Build, to come back here.
                }
            },
            ct);
        return run.Builder ?? throw new InvalidOperationException($"{appHost.GetName().Name} ended before it built its model; its console says why.");
    }
}
