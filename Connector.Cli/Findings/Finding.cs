namespace Connector.Cli.Findings;

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

/// <summary>A finding about something.</summary>
/// <param name="Name">What was looked at, in a word or two.</param>
/// <param name="Finding">What was found.</param>
internal sealed record Checked(string Name, Finding Finding)
{
    public static Checked Good(string name, string text) => new(name, Finding.Good(text));

    public static Checked Doubtful(string name, string text) => new(name, new Finding(Verdict.Doubtful, text));

    public static Checked Bad(string name, string text) => new(name, new Finding(Verdict.Bad, text));
}
