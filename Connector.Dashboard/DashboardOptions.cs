using System.ComponentModel.DataAnnotations;

namespace Connector.Dashboard;

/// <summary>Settings of the dashboard, section <c>Dashboard</c>.</summary>
public sealed class DashboardOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Dashboard";

    /// <summary>
    /// What an operator proves themselves with before they change anything; 32 to 1024 printable ASCII characters without spaces. Unset, nothing can be
    /// changed. Secret.
    /// </summary>
    public string OperatorKey { get; set; } = "";

    /// <summary>A file that holds the key and nothing else, instead of <see cref="OperatorKey"/>. It may be exchanged without a restart.</summary>
    [StringLength(1024, ErrorMessage = "Dashboard:OperatorKeyFile must have at most {1} characters.")]
    public string OperatorKeyFile { get; set; } = "";

    /// <summary>The key before it, taken too while operators are given the new one. Default: none. Secret.</summary>
    public string OperatorKeyPrevious { get; set; } = "";

    /// <summary>A file that holds it and nothing else, instead of <see cref="OperatorKeyPrevious"/>; missing or empty, there is none.</summary>
    [StringLength(1024, ErrorMessage = "Dashboard:OperatorKeyPreviousFile must have at most {1} characters.")]
    public string OperatorKeyPreviousFile { get; set; } = "";

    /// <summary>
    /// The workers' <c>Worker:SnapshotDirectory</c>, as this process sees it; reading suffices. An export of what is held of somebody then has
    /// what stands there. Default: out of reach.
    /// </summary>
    [StringLength(1024, ErrorMessage = "Dashboard:SnapshotDirectory must have at most {1} characters.")]
    public string SnapshotDirectory { get; set; } = "";

    /// <summary>
    /// The address of a record in the CRM's own pages, http or https, with <c>{tenant}</c>, <c>{kind}</c> (<c>contact</c> or <c>person</c>) and <c>{id}</c> in the
    /// place of these. Default: none, and pages do not link there.
    /// </summary>
    [StringLength(1024, ErrorMessage = "Dashboard:CrmUrl must have at most {1} characters.")]
    public string CrmUrl { get; set; } = "";
}
