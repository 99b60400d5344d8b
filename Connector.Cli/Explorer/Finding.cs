namespace Connector.Cli.Explorer;

/// <summary>How well a rule is kept.</summary>
internal enum Verdict
{
    /// <summary>Kept.</summary>
    Good,

    /// <summary>Not kept; the Connector works all the same, and something is lost by it.</summary>
    Doubtful,

    /// <summary>Not kept, and the Connector cannot work with it.</summary>
    Bad,
}

/// <summary>A rule of docs/company-explorer.md, and whether a service keeps it.</summary>
/// <param name="Verdict">Whether.</param>
/// <param name="Rule">The rule in a few words.</param>
/// <param name="Says">What was seen, and what to do about it.</param>
internal sealed record Finding(Verdict Verdict, string Rule, string Says)
{
    public static Finding Good(string rule, string says) => new(Verdict.Good, rule, says);

    public static Finding Doubtful(string rule, string says) => new(Verdict.Doubtful, rule, says);

    public static Finding Bad(string rule, string says) => new(Verdict.Bad, rule, says);
}
