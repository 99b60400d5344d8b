using System.ComponentModel.DataAnnotations;

namespace Connector.ServiceDefaults.Parents;

/// <summary>
/// Whether a service ends when whoever started it is gone, section <c>Parent</c>. The AppHost sets it where it starts the services itself.
/// Off everywhere else: in a container it is normal that process 1 is the parent, and in a shell that a service outlives it.
/// </summary>
public sealed class ParentOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Parent";

    /// <summary>
    /// Whether the service watches whoever started it, and ends when that is gone: its parent process (not on Windows), and the AppHost
    /// where it is named. Default false.
    /// </summary>
    public bool Watch { get; set; }

    /// <summary>The AppHost's process id. Default: none, only the parent process is watched.</summary>
    [Range(1, int.MaxValue, ErrorMessage = "Parent:AppHostProcess must be a process id, {1} or more.")]
    public int? AppHostProcess { get; set; }

    /// <summary>
    /// When the AppHost started, so that another process with its id is not taken for it; see <see cref="ProcessStart"/>. Goes with
    /// <see cref="AppHostProcess"/>.
    /// </summary>
    public long? AppHostStart { get; set; }

    /// <summary>How long the service may take to end in order before it is killed. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00", ErrorMessage = "Parent:EndWithin must be between {1} and {2}.")]
    public TimeSpan EndWithin { get; set; } = TimeSpan.FromSeconds(10);
}
