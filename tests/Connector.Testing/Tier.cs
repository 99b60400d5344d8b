namespace Connector.Testing;

/// <summary>How much is run of tests that can be of any size.</summary>
public enum Tier
{
    /// <summary><c>dotnet test</c>: seconds.</summary>
    Quick,

    /// <summary><c>.ci/run</c>: short, and the same every time.</summary>
    Ci,

    /// <summary><c>eng/deep</c>: as much as it takes to believe it.</summary>
    Deep,
}

/// <summary>The tier of this run, from the environment variable <c>CONNECTOR_TIER</c>: <c>quick</c> (the default), <c>ci</c> or <c>deep</c>.</summary>
public static class Tiers
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "CONNECTOR_TIER";

    /// <summary>This run's tier.</summary>
    /// <exception cref="InvalidOperationException">The variable holds another word: a misspelt one must not pass for a deep run.</exception>
    public static Tier Current { get; } = Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The value for this run's tier.</summary>
    public static T Pick<T>(T quick, T ci, T deep) => Current switch
    {
        Tier.Quick => quick,
        Tier.Ci => ci,
        _ => deep,
    };

    /// <summary>Why a test of a higher tier is skipped.</summary>
    public static string RunsFrom(Tier tier) => tier == Tier.Ci ? "Runs in .ci/run (CONNECTOR_TIER=ci)." : "Runs in eng/deep (CONNECTOR_TIER=deep).";

    private static Tier Parse(string? word) =>
        string.IsNullOrEmpty(word) ? Tier.Quick
        : Enum.TryParse<Tier>(word, ignoreCase: true, out var tier) && Enum.IsDefined(tier) ? tier
        : throw new InvalidOperationException($"{Variable} is '{word}'; it must be quick, ci or deep.");
}
