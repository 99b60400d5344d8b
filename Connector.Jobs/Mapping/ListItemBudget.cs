using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Mapping;

/// <summary>Whether a list item may be created.</summary>
public enum ListItemVerdict
{
    /// <summary>It may, and is taken from today's.</summary>
    Granted,

    /// <summary>As many as a day allows were created.</summary>
    NoneLeft,

    /// <summary>The tenant's mode is not <see cref="TenantMode.Write"/>.</summary>
    ModeForbids,

    /// <summary>The account it is for is outside the tenant's scope.</summary>
    OutOfScope,

    /// <summary>The write stop is set.</summary>
    WriteStopped,

    /// <summary>As many accounts as the write budget allows were written.</summary>
    BudgetSpent,
}

/// <summary>How many list items a tenant may still be given today; a new item is a decision about somebody else's CRM, and rare.</summary>
public sealed class ListItemBudget(Shard shard)
{
    private static readonly Script Take = new("list-item");

    /// <summary>
    /// Takes one from today's budget (UTC, by Redis' clock), where the account may be written by itself. What is taken stays taken, also if
    /// the item is not created after all.
    /// </summary>
    /// <param name="pass">The pass that has the account whose field needs the item.</param>
    /// <param name="terms">What the settings and the worker say about that account; a grant does not count here.</param>
    /// <param name="most">Items a day.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task<ListItemVerdict> TryTakeAsync(Pass pass, WriteTerms terms, int most, CancellationToken cancellationToken) =>
        (await shard.RunAsync(
            Take,
            cancellationToken,
            pass.Account.Tenant,
            pass.Account.Account,
            pass.Fence,
            terms.Mode.Word(),
            terms.InScope,
            terms.Budget.AccountsPerHour,
            terms.Budget.AccountsPerDay,
            most)).ToString() switch
        {
            "go" => ListItemVerdict.Granted,
            "items" => ListItemVerdict.NoneLeft,
            "mode" => ListItemVerdict.ModeForbids,
            "scope" => ListItemVerdict.OutOfScope,
            "stopped" => ListItemVerdict.WriteStopped,
            "budget" => ListItemVerdict.BudgetSpent,
            _ => throw new LeaseLostException(pass.Account, pass.Fence),
        };
}
