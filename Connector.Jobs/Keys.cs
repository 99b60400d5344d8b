using System.Globalization;

namespace Connector.Jobs;

// Where a job is
// ==============
// A job is in exactly one place. Every arrow is one Lua script, and the script that moves the job moves the counters with it.
//
//   state       lives in                                              entered by                        left by
//   ----------  ----------------------------------------------------  --------------------------------  -----------------------------
//   waiting     sorted set `waiting`; while no decider has it, its    accept, replay                    decide
//               tenant's list as well
//   scheduled   set `scheduled` and its account's list; the account   decide, request, replay, retry,   take
//               is in its tenant's due set, or in a pass              release, reclaim
//   processing  set `processing` and the list of one pass; the        take                              finish, retry, release,
//               account is in `leases`                                                                  reclaim
//   finished    a counter; its record until retention                 decide, finish, and what ends     nothing
//                                                                     being dead
//   dead        sorted set `dead`; its record                         decide, finish, reclaim           a later success, replay,
//                                                                                                       ignore, expire-dead
//
// So `accepted = waiting + scheduled + processing + finished + dead`, where accepted and finished are counters that only
// grow and the others are the sizes of the real structures; audit.lua reads all of them in O(1). Retention removes records,
// never counts. A duplicate is no job; it is counted on the first one.
//
// An event waits only until it is decided: milliseconds. Quiet time, back-off, still working and holds live in the due sets, so
// one that a decider has had for longer than DeciderTimeout means a crashed decider and is handed out again. Until layout 2 events
// waited in a stream, `events`, which Queue/migrate.lua empties; the audit counts what is still in it.
//
// The keys
// ========
// One shard, `connector:{0}:…`. The hash tag keeps a shard's keys in one slot of a Redis Cluster. A script gets the prefix
// as KEYS[1] and touches no key without it. Times are milliseconds by Redis' clock.
//
//   key                            type         content                                               bounded by
//   -----------------------------  -----------  ----------------------------------------------------  --------------------------
//   layout                         hash         profile, version, epoch, madeAt: whose data this is   one
//   epochs                         list         epochs whose loss was noticed, see Epochs/observe.lua  100
//   watchers                       hash         watcher -> its last look at the data                  30 days, from 200 on
//   loss                           hash         the last loss of data                                 one
//   counters                       hash         accepted, finished, duplicates; ledgers,              seven fields
//                                               ledgersCounted, deadExpired, deadBodiesDropped
//   waiting                        sorted set   job ids, see Queue/waiting.lua                        jobs waiting
//   waiting:{tenant}               list         its waiting jobs that no decider has, oldest first    jobs waiting
//   waiting-turns                  sorted set   tenants with such jobs by their turn                  tenants
//   dedup:{hour}                   hash         tenant:eventId:about -> job, of the 12 h that begin   expires whole 24 h after
//                                               then; the version before: of one hour                 the last of them
//   job:{id}                       hash         a job's record, see Queue/ending.lua                  retention, once it has ended
//   body:{id}                      string       the event, byte for byte                              body retention, once ended
//   scheduled, processing          set          job ids                                               jobs in that state
//   dead, dead:{tenant}:{entity}   sorted set   job ids by time of death                              humans and later successes;
//                                                                                                     Jobs:DeadLetters
//   account:{tenant}/{account}     hash         see Accounts/account.lua                              16 min after its last job,
//                                                                                                     7 days after an erasure
//   jobs:{tenant}/{account}        list         its scheduled jobs, oldest first                      jobs scheduled
//   due:{tenant}                   sorted set   accounts by due time                                  accounts with jobs
//   due                            sorted set   tenants by when to look at them, see Accounts/turns.lua       tenants
//   turns, turn                    sorted set   tenants with what is due now by their turn; the last, tenants
//                                               of waiting-turns too
//   leases                         sorted set   accounts in a pass by the end of their lease          passes
//   fence, pass:{fence}            number, list the last fence; the jobs of a pass                    passes; 500 jobs each
//   holds                          hash         tenant -> reason, since, probeAt, by, side, look      tenants
//   lifted                         hash         tenant -> when a person last lifted its hold             tenants
//   unreadable:{tenant}:{side}     sorted set   records that met an answer nobody can read, by time   60 s
//   drain                          string       set: no new work is begun; who, since                 one
//   operations                     stream       what people changed, see Operators/operation.lua      about 10,000 entries
//   run:{id}, …:jobs, …:reports,   hash, lists  see Runs/run.lua                                      retention; 1000, 200, 200
//     …:timeline                                                                                      entries
//   runs                           sorted set   runs by last change                                   retention
//   runs-of:{tenant}:{entity}      list         the runs with jobs of an entity                       200; retention
//   history                        stream       one entry per ended job                               about 100,000 entries
//   tenant:{tenant}                hash         mode, writeStop; see Ledger/permission.lua            tenants
//   tenants                        hash         tenant -> when a worker last said that it has it              tenants
//   leashes                        set          tenants whose mode or write stop was ever set             tenants
//   write-budget:{tenant}          sorted set   accounts written, by time                             one day
//   troubles:{tenant}              hash         the last records that wrote, see Ledger/brake.lua     Tenant:Brake:Records
//   writes:{tenant}                stream       confirmed PATCHes, see Ledger/confirm.lua             about 20,000 entries
//   proposal:{tenant}:{entity}     hash         see Ledger/propose.lua                                retention
//   proposals:{tenant}             sorted set   entities with a proposal, by time                     retention
//   rejections:{tenant}            sorted set   entities whose proposal was rejected, by time         retention
//   proposing                      set          tenants that ever had a proposal                      tenants
//   write-stop                     string       set: nobody writes                                    one
//   ledger:{tenant}:{entity}       hash         see Ledger/intend.lua                                 entities
//   answers-of:{tenant}:{entity}   set          fingerprints of its answers                           the last answer
//   operation:{tenant}:{id}        hash         see Operations/ask-operation.lua; in versions before  retention; a preview that
//                                               bulk:{tenant}:{id}                                    is not run, 1 day
//   operations-of:{tenant}:{ent.}  set          operations with values of an entity                   the last of them
//   ended:{tenant}                 list         finished jobs, oldest first; see Queue/trim.lua       Jobs:EndedJobs
//   ended-tenants                  set          tenants with such a list                              tenants
//   bodiless                       hash         tenant -> how many of them, from the oldest on, have lost     tenants
//                                               their event to make room
//   ended                          list         the same as the version before has it, see Queue/move-ended.lua   emptied every minute
//   outdated                       sorted set   answers that are not their entity's newest, by when that came     Worker:AnswerRetention
//   erasures                       stream       receipts of what was erased, see Erasing/erase.lua    about 10,000 entries
//   answer:{tenant}:{entity}:{fp}  string       the Company Explorer's answer                         Worker:AnswerRetention
//   reservation:{tenant}:…:{fp}    hash         what an analysis was expected to cost, see            7 days; once answered as
//                                               Spend/spend.lua                                       long as the answer
//   spend:{tenant}:{day}           hash         a day's analyses and their cost                       100 days
//   unanswered:{tenant}            sorted set   analyses begun and not answered, by time              7 days of Tenant:Spend
//   spend                          hash         tenant -> the day last reserved in                    tenants
//   mapping:{tenant}               string       the newest report on its field mapping, JSON          tenants
//   subscription:{tenant}          hash         report on its webhook, whose turn it is to look, until when       tenants
//   notices                        hash         what a person should know of now -> JSON, see Notices/Notices.cs       500
//   notices-turn                   string       the worker that raises and tells them                 one
//   list-items:{tenant}:{day}      number       list items created that day (UTC)                     2 days
//   refused:{tenant}:{reason}      sorted set   records that settings refuse, see Refusals/refusing.lua       100,000 each
//   refusals:{tenant}              hash         the settings behind each reason                       tenants
//   spools                         hash         a spool file -> events in it, since when, when told   files with events; 1 day
//   journals                       hash         the directories of journals, see Journal/journals.lua  directories; 100 forgotten
//   journal-due:{directory}        sorted set   what it has still to erase                            10,000, once forgotten
//   journal-questions:{directory}  list         what it is asked for, JSON                            100; 2 min
//   journal-answer:{tenant}:{id}   string       what it has answered, JSON; people's data             once read; 2 min
//   journal-answers:{tenant}       set          answers that may be unread                            2 min after the last
//   wake                           channel      `events`, `due`, `journals`                           -

/// <summary>Spells the keys that C# reads itself; all others are known to the scripts only.</summary>
internal static class Keys
{
    /// <summary>The prefix of shard 0; there is one shard so far.</summary>
    public const string Prefix = "connector:{0}:";

    /// <summary>The layout this code reads and writes; a newer one is refused.</summary>
    public const int LayoutVersion = 2;

    public const string Wake = Prefix + "wake";
    public const string Layout = Prefix + "layout";
    public const string Holds = Prefix + "holds";
    public const string Lifted = Prefix + "lifted";
    public const string Runs = Prefix + "runs";
    public const string Loss = Prefix + "loss";
    public const string Counters = Prefix + "counters";
    public const string Scheduled = Prefix + "scheduled";
    public const string Processing = Prefix + "processing";
    public const string Dead = Prefix + "dead";
    public const string History = Prefix + "history";
    public const string EndedTenants = Prefix + "ended-tenants";
    public const string Bodiless = Prefix + "bodiless";
    public const string Leases = Prefix + "leases";
    public const string Drain = Prefix + "drain";
    public const string Erasures = Prefix + "erasures";
    public const string Operations = Prefix + "operations";
    public const string Spools = Prefix + "spools";
    public const string WriteStop = Prefix + "write-stop";
    public const string LimitedTenants = Prefix + "leashes";
    public const string Proposing = Prefix + "proposing";
    public const string Spend = Prefix + "spend";

    public static string RunsOf(string tenant, Accounts.EntityKey entity) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}runs-of:{tenant}:{entity}");

    public static string Tenant(string tenant) => $"{Prefix}tenant:{tenant}";

    public static string SpendOf(string tenant, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}spend:{tenant}:{day:yyyy-MM-dd}");

    public static string WriteBudget(string tenant) => $"{Prefix}write-budget:{tenant}";

    public static string Writes(string tenant) => $"{Prefix}writes:{tenant}";

    public static string Proposals(string tenant) => $"{Prefix}proposals:{tenant}";

    public static string Proposal(string tenant, string entity) => $"{Prefix}proposal:{tenant}:{entity}";

    public static string Rejections(string tenant) => $"{Prefix}rejections:{tenant}";

    public static string Operation(string tenant, string id) => $"{Prefix}operation:{tenant}:{id}";

    public static string OperationsOf(string tenant, string entity) => $"{Prefix}operations-of:{tenant}:{entity}";

    public static string AnswersOf(string tenant, string entity) => $"{Prefix}answers-of:{tenant}:{entity}";

    public static string Ended(string tenant) => $"{Prefix}ended:{tenant}";

    public static string Job(string id) => $"{Prefix}job:{id}";

    public static string Body(string id) => $"{Prefix}body:{id}";

    public static string Mapping(string tenant) => $"{Prefix}mapping:{tenant}";

    public const string Notices = Prefix + "notices";
    public const string NoticesTurn = Prefix + "notices-turn";
    public const string Tenants = Prefix + "tenants";

    public static string Subscription(string tenant) => $"{Prefix}subscription:{tenant}";

    public static string Unreadable(string tenant, string side) => $"{Prefix}unreadable:{tenant}:{side}";

    public static string Refused(string tenant, string reason) => $"{Prefix}refused:{tenant}:{reason}";

    public static string JournalDue(string directory) => $"{Prefix}journal-due:{directory}";

    public static string JournalQuestions(string directory) => $"{Prefix}journal-questions:{directory}";

    public static string JournalAnswer(string tenant, string id) => $"{Prefix}journal-answer:{tenant}:{id}";

    public static string Run(string id) => $"{Prefix}run:{id}";

    public static string Ledger(string tenant, Accounts.EntityKey entity) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}ledger:{tenant}:{entity}");

    public static string Answer(string tenant, Accounts.EntityKey entity, string fingerprint) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}answer:{tenant}:{entity}:{fingerprint}");
}
