using Connector.Jobs.Ledger;

namespace Connector.Worker.Leash;

/// <summary>
/// The grant of the PATCH that is being sent, for the write gate, which stands at the end of a long pipe and sees requests only. It
/// flows down the call it was set in, and no further.
/// </summary>
internal static class GrantedWrite
{
    private static readonly AsyncLocal<GrantKind?> Grant = new();

    /// <summary>Null for what nobody granted.</summary>
    public static GrantKind? Current => Grant.Value;

    /// <summary>Makes a call under a grant.</summary>
    public static async Task<T> RunAsync<T>(GrantKind? grant, Func<Task<T>> call)
    {
        // An asynchronous method gives its caller the context back as it was.
        Grant.Value = grant;
        return await call();
    }
}
