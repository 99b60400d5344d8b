using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.AppHost.Tests.Running;

/// <summary>States of resources as the orchestrator would tell them.</summary>
internal static class Snapshots
{
    public static CustomResourceSnapshot In(string state, int? exitCode = null) =>
        new() { ResourceType = "Project", Properties = [], State = new ResourceStateSnapshot(state, null), ExitCode = exitCode };

    public static CustomResourceSnapshot Up(HealthStatus health, string? description = null)
    {
        var snapshot = In(KnownResourceStates.Running);
        SetHealthReports(snapshot, [new HealthReportSnapshot("check", health, description, null)]);
        return snapshot;
    }

    // Only Aspire itself sets them.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_HealthReports")]
    private static extern void SetHealthReports(CustomResourceSnapshot snapshot, ImmutableArray<HealthReportSnapshot> reports);
}
