using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.AppHost.Running;

/// <summary>How far one resource, or one replica of it, has come, and which of its changes a person wants to hear of.</summary>
internal sealed class ResourceProgress(ResourceEvent first)
{
    private readonly HashSet<string> _references =
        [.. first.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(relation => relation.Resource.Name)];

    private CustomResourceSnapshot? _snapshot;
    private string _lastProblem = "";

    public string Name { get; } = first.Resource.Name;

    /// <summary>The name of Aspire's dashboard: a replica's has a suffix.</summary>
    public string DisplayName { get; } = first.Resource.GetReplicaCount() > 1 ? first.ResourceId : first.Resource.Name;

    public bool IsHealthy => _snapshot is { HealthStatus: HealthStatus.Healthy } && State == KnownResourceStates.Running;

    public bool HasEnded => KnownResourceStates.TerminalStates.Contains(State);

    public IEnumerable<UrlSnapshot> Urls => _snapshot?.Urls.Where(url => !url.IsInactive && !url.IsInternal) ?? [];

    private string? State => _snapshot?.State?.Text;

    /// <summary>Aspire's own resources and what is only a value are none of a person's business here.</summary>
    public static bool Concerns(ResourceEvent change) =>
        !change.Snapshot.IsHidden && change.Resource is IResourceWithEndpoints or ConnectionStringResource;

    /// <summary>Remembers what was said last: it is the likely reason if the resource ends.</summary>
    public void Heard(string? problem) => _lastProblem = problem ?? _lastProblem;

    public IEnumerable<(string Text, bool IsProblem)> Update(CustomResourceSnapshot snapshot)
    {
        var (before, wasHealthy) = (State, IsHealthy);
        var wasUnhealthy = _snapshot is { HealthStatus: HealthStatus.Unhealthy or HealthStatus.Degraded } && wasHealthy;
        _snapshot = snapshot;
        if (!wasHealthy && IsHealthy)
        {
            yield return ("is healthy.", false);
        }
        else if (wasHealthy && !wasUnhealthy && State == KnownResourceStates.Running && !IsHealthy)
        {
            yield return ($"is not healthy any more: {Reason()}", true);
        }

        if (State != before && HasEnded)
        {
            yield return (Ended(snapshot), snapshot.ExitCode != 0);
        }
    }

    /// <summary>One line for a resource that is not healthy after that long.</summary>
    public string Stalled(TimeSpan after, IReadOnlyCollection<ResourceProgress> all)
    {
        var awaited = all.Where(other => !other.IsHealthy && _references.Contains(other.Name)).Select(other => other.DisplayName).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"is not healthy after {after.TotalSeconds:0} s ({State ?? "not started"}): {Reason()}")
            + (awaited.Count > 0 ? $" It waits for {string.Join(", ", awaited)}." : "");
    }

    private string Ended(CustomResourceSnapshot snapshot) => (State == KnownResourceStates.FailedToStart
        ? "could not be started"
        : string.Create(CultureInfo.InvariantCulture, $"has ended with exit code {snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}"))
        + (_lastProblem.Length > 0 ? $": {Sentence(_lastProblem)}" : ".")
        + " Nothing restarts it by itself: start it on Aspire's dashboard, or end this and run it again.";

    private string Reason()
    {
        var reports = _snapshot?.HealthReports.Where(report => report.Status != HealthStatus.Healthy).ToList() ?? [];
        var described = string.Join("; ", reports.Select(report => report.Description ?? report.ExceptionText?.Split('\n')[0]).Where(text => !string.IsNullOrWhiteSpace(text)));
        return described.Length > 0 ? Sentence(described)
            : _lastProblem.Length > 0 ? Sentence(_lastProblem)
            : "its log says why.";
    }

    private static string Sentence(string text) => text.TrimEnd('.', ' ') + ".";
}
