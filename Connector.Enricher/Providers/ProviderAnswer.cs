namespace Connector.Enricher.Providers;

/// <summary>What a provider said: one of the nested cases. Null means that it said nothing about it.</summary>
public abstract record ProviderAnswer
{
    private ProviderAnswer()
    {
    }

    /// <summary>The analysis is done.</summary>
    public sealed record Success(ProviderTexts Texts, ProviderAnalysis Analysis) : ProviderAnswer;

    /// <summary>It still works on it; ask again with the same key.</summary>
    /// <param name="RetryAfter">How long it suggests to wait; null if it does not say.</param>
    public sealed record Processing(TimeSpan? RetryAfter) : ProviderAnswer;

    /// <summary>It does not know the company.</summary>
    public sealed record NotFound(ProviderAnalysis? Analysis) : ProviderAnswer;

    /// <summary>It tried and gave up.</summary>
    /// <param name="Detail">Why, in its words.</param>
    /// <param name="Analysis">What it found out and charged on the way.</param>
    public sealed record Failed(string? Detail, ProviderAnalysis? Analysis) : ProviderAnswer;
}

/// <summary>The texts meant for the CRM.</summary>
public sealed record ProviderTexts
{
    public string? Vertical { get; init; }

    public string? Summary { get; init; }

    public string? Opener { get; init; }

    public string? OpenerSecondary { get; init; }

    public string? Role { get; init; }

    public string? Subject { get; init; }

    public string? Intro { get; init; }

    public string? SocialProof { get; init; }
}

/// <summary>Facts about an analysis.</summary>
public sealed record ProviderAnalysis
{
    /// <summary>The name of the company the answer is about.</summary>
    public string? CompanyName { get; init; }

    /// <summary>The website of the company the answer is about.</summary>
    public string? Website { get; init; }

    /// <summary>0 to 1.</summary>
    public double? Confidence { get; init; }

    public string? Model { get; init; }

    public ProviderCost? Cost { get; init; }
}

/// <summary>What an analysis cost.</summary>
/// <param name="Amount">Not negative.</param>
/// <param name="Currency">An ISO 4217 code in upper case.</param>
public sealed record ProviderCost(decimal Amount, string Currency);
