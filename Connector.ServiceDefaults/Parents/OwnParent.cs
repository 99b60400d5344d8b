using System.Runtime.InteropServices;

namespace Connector.ServiceDefaults.Parents;

/// <summary>
/// The process that started this one. When it ends, whatever its end, the kernel gives this process another parent: process 1, or one
/// that collects orphans.
/// </summary>
/// <remarks>
/// Nothing is known of it on Windows, which has no second parent to tell by. Nor of one that ended before it was looked for on a machine
/// where another process than 1 collects orphans; the watch of the AppHost is what remains in both cases.
/// </remarks>
internal sealed class OwnParent
{
    /// <summary>The parent of those who have lost theirs.</summary>
    private const int Init = 1;

    private readonly int? _known = Current();

    /// <summary>What to call it.</summary>
    public string Name => _known is null or Init ? "The process that started this service" : $"The process that started this service (pid {_known})";

    /// <summary>Whether it has ended.</summary>
    public bool IsGone => _known is { } known && (known == Init || Current() != known);

    private static int? Current() => OperatingSystem.IsWindows() ? null : GetParentProcessId();

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentProcessId();
}
