namespace Connector.Enricher.Providers;

/// <summary>There is no answer from the provider. The message is for people and holds nothing of request or response bodies.</summary>
public sealed class ProviderException : Exception
{
    /// <summary>Creates one.</summary>
    public ProviderException(ProviderFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        RetryAfter = retryAfter;
    }

    /// <summary>What is wrong.</summary>
    public ProviderFailure Failure { get; }

    /// <summary>When to ask again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>What can be wrong with a provider.</summary>
public enum ProviderFailure
{
    /// <summary>It is not known who would be asked for this tenant.</summary>
    TenantUnknown,

    /// <summary>It refuses our credentials.</summary>
    CredentialsRefused,

    /// <summary>Whatever answers at its address is not it.</summary>
    WrongAddress,

    /// <summary>It cannot process this request and never will.</summary>
    Unprocessable,

    /// <summary>It, or our own limit in front of it, is asked too often.</summary>
    TooManyRequests,

    /// <summary>It cannot be reached.</summary>
    Unreachable,

    /// <summary>It is reached and has trouble of its own.</summary>
    Unavailable,

    /// <summary>It has all but ceased to answer, and is not asked for a while.</summary>
    Paused,

    /// <summary>It took longer than the time-out allows.</summary>
    Timeout,

    /// <summary>Its answer cannot be read.</summary>
    Unreadable,
}
