using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Jobs.Accounts;
using Connector.Jobs.Operators;

namespace Connector.Jobs.Queue;

/// <summary>What can be asked for.</summary>
public enum RequestKind
{
    /// <summary>Work on the entity again with what is known: a stored answer is used, so it is free where there is one.</summary>
    Replay,

    /// <summary>Work on the entity again with a new analysis.</summary>
    Fresh,

    /// <summary>
    /// Of a contact: make its persons due, because they depend on something that has changed. Of a person: look whether there is anything to do, as
    /// after an event. Nobody asks for it but a pass.
    /// </summary>
    Cascade,

    /// <summary>
    /// Of the tenant as a whole: make due what was refused by settings that have changed, see <see cref="Refusals.Refusals"/>. Of an entity: look whether
    /// there is anything to do, as after an event. Nobody asks for it but a look at the settings.
    /// </summary>
    Recheck,

    /// <summary>
    /// Look whether there is anything to do, as after an event: the record has changed, and no event told of it, see <see cref="Subscriptions.Subscriptions"/>.
    /// </summary>
    Reconcile,

    /// <summary>Write what was proposed.</summary>
    Approve,

    /// <summary>Put back what a write replaced.</summary>
    Undo,

    /// <summary>Take present values as ours.</summary>
    Adopt,

    /// <summary>Forget everything that is held of the entity.</summary>
    Erase,
}

/// <summary>Something an operator or the system asks for about one entity.</summary>
public sealed partial record JobRequest
{
    /// <summary>The most bytes of <see cref="Detail"/> in UTF-8.</summary>
    public const int MostDetail = 16 * 1024;

    /// <summary>
    /// The job's id, 1 to 64 letters, digits and hyphens; asking again under the same id changes nothing. By default a new one.
    /// </summary>
    public string JobId { get; init; } = JobIds.New();

    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The account, as in <see cref="AccountKey.Account"/>: the entity's own, as far as is known.</summary>
    public required string Account { get; init; }

    /// <summary>What it is about.</summary>
    public required EntityKey Entity { get; init; }

    /// <summary>What is asked.</summary>
    public required RequestKind Kind { get; init; }

    /// <summary>Who asks, see <see cref="OperatorName"/>.</summary>
    public required string By { get; init; }

    /// <summary>The job that is run again. A dead one thereby becomes finished, outcome <c>replayed</c>.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>What the request needs to know, JSON, at most <see cref="MostDetail"/> bytes; no secrets.</summary>
    public string? Detail { get; init; }

    /// <exception cref="ArgumentException">A field is not as its documentation says.</exception>
    internal JobRequest Check()
    {
        Require(IsId(JobId) && (ReplayOf is null || IsId(ReplayOf)), "A job's id is 1 to 64 letters, digits and hyphens.");
        TenantName.Check(Tenant);
        Require(AccountName().IsMatch(Account), "An account is c and a contact's id, or p and a person's.");
        Require(
            Entity.Id > 0 || (Entity == WholeTenant.Entity && Account == WholeTenant.AccountOf(Tenant).Account && Kind is RequestKind.Adopt or RequestKind.Undo),
            "An entity's id is greater than 0.");
        Require(Enum.IsDefined(Kind), "There is no such kind of request.");
        OperatorName.Check(By);
        Require(Detail is null || (Encoding.UTF8.GetByteCount(Detail) <= MostDetail && IsJson(Detail)), $"A request's detail is JSON of at most {MostDetail} bytes.");
        return this;
    }

    internal static bool IsId(string id) => Id().IsMatch(id);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException(otherwise);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[cp][0-9]{1,10}\z")]
    private static partial Regex AccountName();
}

/// <summary>The words that are stored and shown for <see cref="RequestKind"/>.</summary>
public static class RequestWords
{
    /// <summary>The kind in lower case, such as <c>replay</c>; stable, for programs.</summary>
    public static string Word(this RequestKind kind) => kind switch
    {
        RequestKind.Replay => "replay",
        RequestKind.Fresh => "fresh",
        RequestKind.Cascade => "cascade",
        RequestKind.Recheck => "recheck",
        RequestKind.Reconcile => "reconcile",
        RequestKind.Approve => "approve",
        RequestKind.Undo => "undo",
        RequestKind.Adopt => "adopt",
        RequestKind.Erase => "erase",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of request."),
    };

    /// <summary>Reads a word; false for one that this version does not know.</summary>
    public static bool TryParse(string word, out RequestKind kind)
    {
        foreach (var known in Enum.GetValues<RequestKind>())
        {
            if (known.Word() == word)
            {
                kind = known;
                return true;
            }
        }

        kind = default;
        return false;
    }
}
