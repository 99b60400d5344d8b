using System.ComponentModel.DataAnnotations;

namespace Connector.Dashboard.History;

/// <summary>Settings of the history, section <c>Dashboard:History</c>: what the list of runs and its search are read from.</summary>
public sealed class HistoryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Dashboard:History";

    /// <summary>
    /// A directory on a local disk that outlives process and machine, made if it is missing, for its user only; each dashboard has its own. It holds personal
    /// data. Empty, which is the default: the newest runs that Redis holds can be searched, and nothing older.
    /// </summary>
    [MaxLength(1024, ErrorMessage = "Dashboard:History:Directory has more than 1024 characters.")]
    public string Directory { get; set; } = "";

    /// <summary>For how many days after its last change a run is kept there: 1 to 3650. Default 365.</summary>
    [Range(1, 3650, ErrorMessage = "Dashboard:History:Days must be between 1 and 3650.")]
    public int Days { get; set; } = 365;

    /// <summary>How many runs are kept there, the newest: 1,000 to 10,000,000. Default 1,000,000, which takes some 4 GB of disk.</summary>
    [Range(1_000, 10_000_000, ErrorMessage = "Dashboard:History:Runs must be between 1000 and 10000000.")]
    public int Runs { get; set; } = 1_000_000;

    internal bool IsKept => !string.IsNullOrWhiteSpace(Directory);
}
