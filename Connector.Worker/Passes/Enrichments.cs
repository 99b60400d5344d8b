using System.Security.Cryptography;
using System.Text;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.ServiceDefaults.Faults;
using Connector.Worker.Deciding;
using Connector.Worker.Enriching;
using Connector.Worker.Requests;
using Connector.Worker.Spending;
using Connector.Worker.Telemetry;

namespace Connector.Worker.Passes;

/// <summary>An answer, and whether it was asked for in this pass.</summary>
internal readonly record struct Obtained(Answer Answer, bool Asked);

/// <summary>
/// The answer to an entity's question: the stored one where there is one, else asked for, with money set aside first, and
/// stored before anybody acts on it. Whoever takes over a crashed pass therefore finds what was paid for.
/// </summary>
internal sealed class Enrichments(WriteLedger ledger, Enricher enricher, DailySpend spend)
{
    private static readonly HashSet<string> MeanWork = [DecisionReason.Created.Word(), DecisionReason.Relevant.Word()];

    /// <summary>
    /// Whether the answer that was applied no longer counts. Only what means work by itself asks: an edit of a field, or our own echo, is
    /// no reason to spend money on what is known.
    /// </summary>
    public async Task<bool> IsExpiredAsync(PassScope scope, ReadyEntity entity, LedgerEntry known, CancellationToken cancellationToken) =>
        known.Answered == entity.Question.Fingerprint
        && scope.JobsOf(entity.Key).Any(j => MeanWork.Contains(j.Reason))
        && await ledger.ReadAnswerAsync(scope.Tenant, entity.Key, entity.Question.Fingerprint, cancellationToken) is null;

    /// <summary>
    /// Whether somebody wants what was applied to be run again: with a new analysis, or with the stored answer if there still is one. To run it again
    /// from what is stored must be free.
    /// </summary>
    public async Task<bool> IsAskedForAgainAsync(PassScope scope, ReadyEntity entity, CancellationToken cancellationToken)
    {
        var jobs = scope.JobsOf(entity.Key).Where(RequestWork.IsReplay).ToList();
        return jobs.Exists(RequestWork.IsFresh) || (jobs.Count > 0 && await KnownAsync(scope, entity, cancellationToken) is not null);
    }

    /// <summary>Obtains it.</summary>
    /// <exception cref="SpendCapException">It must be asked for, and the tenant's day has nothing left.</exception>
    /// <exception cref="AnalysisFailedException">It was asked for, and the Company Explorer gave up.</exception>
    public async Task<Obtained> ObtainAsync(PassScope scope, ReadyEntity entity, CancellationToken cancellationToken)
    {
        var demanded = scope.JobsOf(entity.Key).LastOrDefault(RequestWork.IsFresh) is { } fresh ? RoundOf(fresh) : null;
        if (demanded is null && await KnownAsync(scope, entity, cancellationToken) is { } known)
        {
            return new Obtained(known, Asked: false);
        }

        var round = await spend.ReserveAsync(scope, entity, demanded, cancellationToken);
        if (round is null && await KnownAsync(scope, entity, cancellationToken) is { } meanwhile)
        {
            return new Obtained(meanwhile, Asked: false);
        }

        Steps.Announce(Steps.BeforeAsk);
        var (answer, stored) = await enricher.AskAsync(scope.Tenant, entity.Question, new Asking(round ?? "", Force: round is not null && round == demanded), cancellationToken);
        Steps.Announce(Steps.AfterAsk);
        scope.ExplorerAnswered = true;
        WorkerMetrics.Enriched(answer);
        if (answer is Answer.Refused { GaveUp: true } gaveUp)
        {
            await spend.ReleaseAsync(scope, entity, gaveUp.Cost, cancellationToken);
            throw new AnalysisFailedException();
        }

        if (answer is not Answer.StillProcessing)
        {
            await spend.SettleAsync(scope, entity, stored, CostOf(answer), cancellationToken);
            Steps.Announce(Steps.AnswerStored);
        }

        return new Obtained(answer, Asked: true);
    }

    /// <summary>A name for the analysis that one request asks for, however often its pass is repeated: 27 characters.</summary>
    private static string RoundOf(PassJob request) =>
        "r" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.JobId)))[..26];

    private static Cost? CostOf(Answer answer) => answer switch
    {
        Answer.Enriched enriched => enriched.Cost,
        // A refusal that names no cost was none: nothing was analysed.
        Answer.Refused refused => refused.Cost ?? Cost.None,
        _ => null,
    };

    private async Task<Answer?> KnownAsync(PassScope scope, ReadyEntity entity, CancellationToken cancellationToken) =>
        await ledger.ReadAnswerAsync(scope.Tenant, entity.Key, entity.Question.Fingerprint, cancellationToken) is { } stored
            ? Answer.Parse(entity.Key.Kind, stored)
            : null;
}
