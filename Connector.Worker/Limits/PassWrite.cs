using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;

namespace Connector.Worker.Limits;

/// <summary>
/// Which pass sends the change that is being sent, and by whose grant: for the write gate, which stands at the end of a long pipe and sees requests
/// only. It flows down the call it was set in, and no further.
/// </summary>
/// <param name="Pass">The pass.</param>
/// <param name="Grant">Null for what nobody granted.</param>
internal sealed record PassWrite(Pass Pass, GrantKind? Grant)
{
    private static readonly AsyncLocal<PassWrite?> OfThisCall = new();

    /// <summary>Null outside of one.</summary>
    public static PassWrite? Current => OfThisCall.Value;

    /// <summary>Makes a call that changes the CRM.</summary>
    public static async Task<T> RunAsync<T>(Pass pass, GrantKind? grant, Func<Task<T>> call)
    {
        // An asynchronous method gives its caller the context back as it was.
        OfThisCall.Value = new PassWrite(pass, grant);
        return await call();
    }
}
