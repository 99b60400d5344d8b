using System.ComponentModel.DataAnnotations;

namespace Connector.Dashboard;

/// <summary>Settings of the dashboard, section <c>Dashboard</c>.</summary>
public sealed class DashboardOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Dashboard";

    /// <summary>The shortest key, in characters.</summary>
    public const int ShortestKey = 32;

    /// <summary>The longest key, in characters.</summary>
    public const int LongestKey = 1024;

    /// <summary>What an operator proves themselves with before they change anything. Secret. Unset, nothing can be changed.</summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>A file that holds the key, instead of <see cref="OperatorKey"/>; read once, at start; blanks around it do not count.</summary>
    [StringLength(1024, ErrorMessage = "Dashboard:OperatorKeyFile must have at most {1} characters.")]
    public string OperatorKeyFile { get; set; } = "";

    /// <summary>
    /// The workers' <c>Worker:SnapshotDirectory</c>, as this process sees it; reading suffices. An export of what is held of somebody then has
    /// what stands there. Default: out of reach.
    /// </summary>
    [StringLength(1024, ErrorMessage = "Dashboard:SnapshotDirectory must have at most {1} characters.")]
    public string SnapshotDirectory { get; set; } = "";
}
