using Spectre.Console;

namespace Connector.Cli.Findings;

/// <summary>How something was found.</summary>
internal enum Verdict
{
    /// <summary>In order.</summary>
    Good,

    /// <summary>It works, and somebody should look at it.</summary>
    Doubtful,

    /// <summary>It does not work, or will not for long.</summary>
    Bad,

    /// <summary>Not looked at.</summary>
    Skipped,
}

/// <summary>How a verdict is shown.</summary>
internal static class Verdicts
{
    /// <summary>The mark before the finding, and its colour.</summary>
    public static (string Mark, Color? Color) Shown(this Verdict verdict) => verdict switch
    {
        Verdict.Good => ("✓", Color.Green),
        Verdict.Doubtful => ("!", Color.Yellow),
        Verdict.Bad => ("✗", Color.Red),
        _ => ("–", null),
    };
}
