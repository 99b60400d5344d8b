using Connector.Jobs.Accounts;
using Connector.SuperOffice.Entities;
using Connector.Worker.Deciding;
using Connector.Worker.Passes;

namespace Connector.Worker;

/// <summary>Everything the worker says. Never a name, a text, a body or a secret: ids, words, numbers and times.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "{Event} of job {Job} is decided: {Verdict}, {Reason}")]
    public static partial void Decided(this ILogger log, string job, string @event, Verdict verdict, DecisionReason reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Job {Job} goes to the dead letters: {Error}")]
    public static partial void Buried(this ILogger log, string job, string error);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The decision about job {Job} failed")]
    public static partial void DecisionFailed(this ILogger log, Exception exception, string job);

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Pass {Fence} of {Account}: {Outcome} in {Milliseconds} ms, {Jobs} jobs, {Written} fields written")]
    public static partial void PassEnded(this ILogger log, long fence, AccountKey account, string outcome, long milliseconds, int jobs, int written);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Pass {Fence} of {Account} lost its lease after {Milliseconds} ms; another pass goes on")]
    public static partial void LeaseLost(this ILogger log, long fence, AccountKey account, long milliseconds);

    [LoggerMessage(EventId = 12, Level = LogLevel.Error, Message = "Pass {Fence} of {Account} failed unexpectedly")]
    public static partial void PassFailed(this ILogger log, Exception exception, long fence, AccountKey account);

    [LoggerMessage(EventId = 13, Level = LogLevel.Warning, Message = "{Entity} of {Account}: {Error} ({Effect})")]
    public static partial void EntityFailed(this ILogger log, EntityKey entity, AccountKey account, string error, string effect);

    [LoggerMessage(EventId = 14, Level = LogLevel.Warning, Message = "Pass {Fence} of {Account} could not say how it ended; its lease will expire")]
    public static partial void EndingFailed(this ILogger log, long fence, AccountKey account);

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Tenant {Tenant} is held: {Reason}")]
    public static partial void TenantHeld(this ILogger log, string tenant, string reason);

    [LoggerMessage(EventId = 21, Level = LogLevel.Information, Message = "Tenant {Tenant} is resumed; it was held: {Reason}")]
    public static partial void TenantResumed(this ILogger log, string tenant, string reason);

    [LoggerMessage(EventId = 58, Level = LogLevel.Warning, Message = "The check of tenant {Tenant} failed; it is repeated soon, and a second failure in a row holds the tenant. {Side}: {Reason}")]
    public static partial void LookFailed(this ILogger log, string tenant, HoldSide side, string reason);

    [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "Tenant {Tenant} has used {Threshold} % of the calls or the money it may spend today")]
    public static partial void SpendNearlyUsedUp(this ILogger log, string tenant, int threshold);

    [LoggerMessage(EventId = 23, Level = LogLevel.Critical, Message = "Tenant {Tenant} has used up the calls or the money it may spend today; its work waits for its next day or a raised cap (Tenant:Spend)")]
    public static partial void SpendUsedUp(this ILogger log, string tenant);

    [LoggerMessage(EventId = 24, Level = LogLevel.Warning, Message = "An analysis of tenant {Tenant} was paid in {Currency}, the cap is in {CapCurrency}; Tenant:Spend:ExpectedCost is booked instead")]
    public static partial void ForeignCurrency(this ILogger log, string tenant, string currency, string capCurrency);

    [LoggerMessage(EventId = 25, Level = LogLevel.Information, Message = "{File} has no section SuperOffice; this service does not work for its tenant")]
    public static partial void TenantWithoutCrm(this ILogger log, string file);

    [LoggerMessage(EventId = 26, Level = LogLevel.Error, Message = "What worked for tenant {Tenant} with its former settings could not be ended")]
    public static partial void CellNotTakenDown(this ILogger log, Exception exception, string tenant);

    [LoggerMessage(EventId = 27, Level = LogLevel.Critical, Message = "The brake lowered the mode of tenant {Tenant} to propose: {Reason}. Nothing is written until a person raises it")]
    public static partial void Braked(this ILogger log, string tenant, string reason);

    [LoggerMessage(EventId = 28, Level = LogLevel.Information, Message = "The limits of tenant {Tenant} (Tenant:Spend, Tenant:WriteBudget) have changed and are in force")]
    public static partial void LimitsChanged(this ILogger log, string tenant);

    [LoggerMessage(EventId = 29, Level = LogLevel.Error, Message = "The changed configuration is wrong. {Problem} What it said before stays in force until it is right")]
    public static partial void LimitsWrong(this ILogger log, string problem);

    [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "The {Loop} is interrupted ({Cause}) and tries again until Redis is back")]
    public static partial void LoopInterrupted(this ILogger log, string loop, string cause);

    [LoggerMessage(EventId = 31, Level = LogLevel.Information, Message = "The {Loop} goes on")]
    public static partial void LoopResumed(this ILogger log, string loop);

    [LoggerMessage(EventId = 32, Level = LogLevel.Warning, Message = "{Passes} passes whose lease expired were ended; their jobs are due again")]
    public static partial void Reclaimed(this ILogger log, int passes);

    [LoggerMessage(EventId = 40, Level = LogLevel.Information, Message = "Our writes are recorded under associate {AssociateId} (from {Source}, dedicated: {Dedicated})")]
    public static partial void IdentityKnown(this ILogger log, int? associateId, string source, bool dedicated);

    [LoggerMessage(EventId = 41, Level = LogLevel.Warning, Message = "Who we are in the tenant cannot be found out now; events of ours are read instead of recognised. {Reason}")]
    public static partial void IdentityUnknown(this ILogger log, string reason);

    [LoggerMessage(EventId = 42, Message = "The mapping of {Entity} field {Field}: {Finding} (left out: {LeftOut}; the rest works)")]
    public static partial void FieldUnfit(this ILogger log, LogLevel level, CrmEntity entity, string field, string finding, bool leftOut);

    [LoggerMessage(EventId = 43, Level = LogLevel.Information, Message = "The {Entity} mapping fits the tenant's published layout again")]
    public static partial void MappingFits(this ILogger log, CrmEntity entity);

    [LoggerMessage(EventId = 44, Level = LogLevel.Warning, Message = "The mapping of tenant {Tenant} cannot be checked against its layout now; it is tried again. {Reason}")]
    public static partial void MappingUnchecked(this ILogger log, string tenant, string reason);

    [LoggerMessage(EventId = 45, Level = LogLevel.Information, Message = "The list of {Field} ({ProgId}) got a new item, {Item}")]
    public static partial void ListItemCreated(this ILogger log, string field, string progId, int item);

    [LoggerMessage(EventId = 46, Level = LogLevel.Information, Message = "The ledger of {Entity} was rebuilt from its stamp: {Ours} of {Claimed} fields hold what we wrote")]
    public static partial void LedgerRebuilt(this ILogger log, EntityKey entity, int ours, int claimed);

    [LoggerMessage(EventId = 47, Level = LogLevel.Warning, Message = "{Fields} fields of {Entity} hold what pass {Fence} sent and what was given up as not arrived: it arrived late. They count as ours and are compared again. Was a worker frozen?")]
    public static partial void LateWriteArrived(this ILogger log, EntityKey entity, int fields, long fence);

    [LoggerMessage(EventId = 48, Level = LogLevel.Information, Message = "Settings of tenant {Tenant} have changed: {Records} records that they refused are looked at again, behind other work")]
    public static partial void SettingsChanged(this ILogger log, string tenant, long records);

    [LoggerMessage(EventId = 49, Level = LogLevel.Warning, Message = "{Records} records of tenant {Tenant} that its settings refused are forgotten, since no more are remembered; a change of the settings will not reach them. Their next event will")]
    public static partial void RefusalsForgotten(this ILogger log, string tenant, long records);

    [LoggerMessage(EventId = 50, Level = LogLevel.Information, Message = "{File} of an older version is taken over into the journal: {Entries} entries")]
    public static partial void JournalImported(this ILogger log, string file, long entries);

    [LoggerMessage(EventId = 51, Level = LogLevel.Error, Message = "Lines of the snapshot files of an older version cannot be read: {Lines}. They are in {Kept}: people's data, which no erasure reaches. Look at them, then delete the file")]
    public static partial void JournalLinesDamaged(this ILogger log, string lines, string kept);

    [LoggerMessage(EventId = 52, Level = LogLevel.Error, Message = "The snapshot files of an older version are not all taken over: {Problem} Until they are, nothing is undone by the journal and nothing erased")]
    public static partial void JournalNotImported(this ILogger log, string problem);

    [LoggerMessage(EventId = 53, Level = LogLevel.Warning, Message = "The journals in this worker's directory ({Directory}) were declared permanently gone, and are back. Of what was erased meanwhile {Due} records are erased here now; {Dropped} more are not known any more. If that is not 0, these journals hold people's data that was to be erased: move them away, or erase them all")]
    public static partial void JournalCameBack(this ILogger log, string directory, long due, long dropped);

    [LoggerMessage(EventId = 54, Level = LogLevel.Information, Message = "{Entity} was erased elsewhere: {Entries} entries of it are erased from the journals here")]
    public static partial void JournalErasedToo(this ILogger log, EntityKey entity, int entries);

    [LoggerMessage(EventId = 55, Level = LogLevel.Error, Message = "The journals here cannot do what others wait for: {Problem} Until they can, erasures are not over, and nothing is undone by the journal")]
    public static partial void JournalNotKept(this ILogger log, string problem);

    [LoggerMessage(EventId = 56, Level = LogLevel.Information, Message = "The journals here are cleaned: {Entries} entries that were too old and {Files} files that held none are deleted")]
    public static partial void JournalCleaned(this ILogger log, int entries, int files);

    [LoggerMessage(EventId = 57, Level = LogLevel.Error, Message = "Not all that is too old is deleted from the journals here: {Problem} It is tried again")]
    public static partial void JournalNotCleaned(this ILogger log, string problem);

    [LoggerMessage(EventId = 80, Level = LogLevel.Warning, Message = "The webhook of tenant {Tenant}: {Finding} {Remedy}")]
    public static partial void SubscriptionFinding(this ILogger log, string tenant, string finding, string remedy);

    [LoggerMessage(EventId = 81, Level = LogLevel.Information, Message = "The webhook of tenant {Tenant} is well again")]
    public static partial void SubscriptionSound(this ILogger log, string tenant);

    [LoggerMessage(EventId = 82, Level = LogLevel.Warning, Message = "Webhook {Webhook} of tenant {Tenant}, which SuperOffice had stopped after too many failures, is set active again")]
    public static partial void WebhookMended(this ILogger log, string tenant, int webhook);

    [LoggerMessage(EventId = 83, Level = LogLevel.Information, Message = "The webhook of tenant {Tenant} cannot be looked at now; it is tried again. {Reason}")]
    public static partial void SubscriptionNotSeen(this ILogger log, string tenant, string reason);

    [LoggerMessage(EventId = 84, Level = LogLevel.Warning, Message = "What changed in tenant {Tenant} since {Since} and no event told of is looked for: {Reason}")]
    public static partial void CatchUpStarted(this ILogger log, string tenant, DateTimeOffset since, string reason);

    [LoggerMessage(EventId = 85, Level = LogLevel.Warning, Message = "Tenant {Tenant} is caught up: of {Changed} records that had changed, no event had told of {Untold}, which are worked on now")]
    public static partial void CatchUpEnded(this ILogger log, string tenant, int changed, int untold);
}
