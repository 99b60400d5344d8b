using Connector.Jobs.Ledger;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Limits;

/// <summary>Refuses to write without limits.</summary>
internal sealed class LimitsRules(IOptions<WorkerOptions> worker, WorkerJournal journal) : IValidateOptions<TenantOptions>
{
    public ValidateOptionsResult Validate(string? name, TenantOptions options)
    {
        var failures = Check(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Check(TenantOptions options)
    {
        if (options.Scope is { All: true } scope && scope.Contacts.Count + scope.Owners.Count + scope.Categories.Count > 0)
        {
            yield return "Tenant:Scope:All is true and Tenant:Scope names contacts, owners or categories beside it: choose one.";
        }

        if (options.Mode != TenantMode.Write)
        {
            yield break;
        }

        if (options.Scope.IsEmpty)
        {
            yield return "Tenant:Mode is write and Tenant:Scope is empty: name what may be written in Tenant:Scope:Contacts, Tenant:Scope:Owners "
                + "or Tenant:Scope:Categories, or set Tenant:Scope:All to true.";
        }

        if (string.IsNullOrWhiteSpace(worker.Value.SnapshotDirectory))
        {
            yield return "Tenant:Mode is write and Worker:SnapshotDirectory is empty: name a directory on a durable disk, "
                + "where what a field held before our first write is kept.";
        }
        else if (journal.Problem() is { } problem)
        {
            yield return $"Tenant:Mode is write, and Worker:SnapshotDirectory cannot be used. {problem}";
        }
    }
}
