using Connector.Jobs.Memory;
using Microsoft.Extensions.Logging;

namespace Connector.Jobs;

/// <summary>What the job machine logs.</summary>
internal static partial class JobsLog
{
    [LoggerMessage(1, LogLevel.Information, "{Events} event(s) that the version before had accepted wait in the new layout now.")]
    public static partial void Migrated(ILogger logger, int events);

    [LoggerMessage(2, LogLevel.Warning, "A lease expired in {Passes} pass(es); their jobs are due again.")]
    public static partial void Reclaimed(ILogger logger, int passes);

    [LoggerMessage(3, LogLevel.Warning, "Cannot subscribe to wake-ups yet ({Error}); loops look at their own pace.")]
    public static partial void NotSubscribed(ILogger logger, string error);

    [LoggerMessage(4, LogLevel.Warning, "Waiting for Redis at {Addresses}, which does not answer ({Error}); begins to work as soon as it does.")]
    public static partial void WaitingForRedis(ILogger logger, string addresses, string error);

    [LoggerMessage(8, LogLevel.Information, "Redis at {Addresses} is there and safe; work begins.")]
    public static partial void RedisFound(ILogger logger, string addresses);

    [LoggerMessage(9, LogLevel.Critical, "This Redis is not used: {Reason} Until then nothing is sent to it; it is looked at again every few seconds, no restart is needed.")]
    public static partial void RedisRefused(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning,
        "Redis writes its append-only file with appendfsync {Fsync}: a power or machine failure may lose {Loss} of accepted events. Set appendfsync to always to lose none.")]
    public static partial void FsyncMayLose(ILogger logger, string fsync, string loss);

    [LoggerMessage(6, LogLevel.Warning,
        "Redis does not show its appendfsync setting: unless that is always, a power or machine failure may lose the last accepted events. Allow this user CONFIG GET.")]
    public static partial void FsyncUnknown(ILogger logger);

    [LoggerMessage(7, LogLevel.Information, "This Redis was empty; from now on it is the one of profile {Profile}.")]
    public static partial void NewRedis(ILogger logger, string profile);

    [LoggerMessage(10, LogLevel.Critical,
        "This Redis is not safe any more: {Reason} An ingress gives it no new events meanwhile: they are spooled, or refused with 503 where there is no spool.")]
    public static partial void RedisUnsafe(ILogger logger, string reason);

    [LoggerMessage(11, LogLevel.Information, "Redis is safe again.")]
    public static partial void RedisSafeAgain(ILogger logger);

    [LoggerMessage(20, LogLevel.Critical,
        "This Redis has lost data ({Kind}): we remember {RememberedAccepted} jobs accepted and {RememberedFinished} finished, and find {SeenAccepted} and {SeenFinished}. Compare with the CRM; see docs/reliability.md.")]
    public static partial void DataLost(
        ILogger logger, string kind, long rememberedAccepted, long rememberedFinished, long seenAccepted, long seenFinished);

    [LoggerMessage(21, LogLevel.Critical,
        "A loss of data is open: only empty fields and fields known to be ours are written, until it is rebuilt from stamps or accepted by a person.")]
    public static partial void WritingRestricted(ILogger logger);

    [LoggerMessage(22, LogLevel.Information, "The loss of data is over; fields are written as mapped again.")]
    public static partial void WritingUnrestricted(ILogger logger);

    [LoggerMessage(23, LogLevel.Warning, "What was seen of Redis cannot be kept on disk ({Error}); a loss of data while this service is stopped would not be noticed by it.")]
    public static partial void EpochUnsaved(ILogger logger, string error);

    [LoggerMessage(24, LogLevel.Warning, "Cannot look after Redis now ({Error}); it is tried again.")]
    public static partial void CannotLook(ILogger logger, string error);

    [LoggerMessage(30, LogLevel.Critical,
        "Redis' memory is {Percent} % full, although history makes room from 70 % on. From 90 % an ingress keeps new events in its spool; what Redis has can still end. Give Redis more memory.")]
    public static partial void MemoryAlarm(ILogger logger, int percent);

    [LoggerMessage(34, LogLevel.Critical,
        "Redis' memory is {Percent} % full. An ingress keeps new events in its spool until it is below 88 %; where there is no spool Redis refuses them once it is full. Give Redis more memory.")]
    public static partial void MemorySpools(ILogger logger, int percent);

    [LoggerMessage(35, LogLevel.Error, "{Contradiction}")]
    public static partial void MemoryContradiction(ILogger logger, string contradiction);

    [LoggerMessage(36, LogLevel.Warning,
        "Redis' memory is {Percent} % full, and history has nothing more to give: what is left is live work, ledgers, the newest answers, and the newest hundred ended jobs of each tenant. Raise maxmemory.")]
    public static partial void NothingToGive(ILogger logger, int percent);

    [LoggerMessage(37, LogLevel.Warning,
        "{Expired} dead letter(s) ended by themselves, outcome expired: there were more than Jobs:DeadLetters. The oldest of the tenants with most went.")]
    public static partial void DeadExpired(ILogger logger, int expired);

    [LoggerMessage(38, LogLevel.Warning,
        "The events of {Dropped} dead letter(s) are not kept any more: their tenant has more than Jobs:DeadLetterBodies. Those about a contact or person can still be run again.")]
    public static partial void DeadBodiesDropped(ILogger logger, int dropped);

    [LoggerMessage(31, LogLevel.Warning, "Redis' memory is {Percent} % full ({Pressure}).")]
    public static partial void MemoryRises(ILogger logger, int percent, MemoryPressure pressure);

    [LoggerMessage(32, LogLevel.Information, "Redis' memory is {Percent} % full ({Pressure}) and has been fuller.")]
    public static partial void MemoryFalls(ILogger logger, int percent, MemoryPressure pressure);

    [LoggerMessage(33, LogLevel.Warning,
        "Redis has no maxmemory and Jobs:MemoryLimit is not set: its memory is unbounded, and nobody is warned before the machine runs out of it.")]
    public static partial void MemoryUnbounded(ILogger logger);
}
