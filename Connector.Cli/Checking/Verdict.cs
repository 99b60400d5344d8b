namespace Connector.Cli.Checking;

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

/// <summary>Something that was looked at.</summary>
/// <param name="Verdict">How it was found.</param>
/// <param name="Text">What was found. No secret.</param>
/// <param name="Cure">What to do; empty where there is nothing to do.</param>
internal sealed record Finding(Verdict Verdict, string Text, string Cure = "")
{
    public static Finding Good(string text) => new(Verdict.Good, text);

    public static Finding Doubtful(string text, string cure) => new(Verdict.Doubtful, text, cure);

    public static Finding Bad(string text, string cure) => new(Verdict.Bad, text, cure);

    public static Finding Skipped(string text, string cure = "") => new(Verdict.Skipped, text, cure);
}

/// <summary>Looks at one thing. Each stands for itself, so that a guided walk can run those of a step.</summary>
internal interface ICheck
{
    /// <summary>What is looked at, in a word or two.</summary>
    string Name { get; }

    /// <summary>True if it asks the tenant's API, and so needs a login that works.</summary>
    bool NeedsLogin { get; }

    /// <summary>Looks. A failure of SuperOffice may be thrown: it is a finding.</summary>
    IAsyncEnumerable<Finding> LookAsync(Patient patient, CancellationToken cancellationToken);
}
