namespace Connector.Jobs.Audit;

/// <summary>What a deep audit can find: a closed list, spelt as the scripts spell it, with what each means and what to do.</summary>
public static class FindingKinds
{
    private const string Report = "Nothing is lost yet. Keep the logs of that time and report it: a script moved a job by halves, or Redis was edited by hand.";

    private static readonly Dictionary<string, (string Meaning, string Advice)> Texts = new(StringComparer.Ordinal)
    {
        ["equation"] = (
            "The places hold more or fewer jobs than were accepted.",
            "Look at the other findings first: they name the jobs. If there are none, jobs vanished altogether: compare with the CRM, and with Redis' restarts and backups."),
        ["job-without-record"] = (
            "A job is in a place and its record is gone: what happened, and to whom, is unknown.",
            "Redis lost data or was edited. A waiting, listed or processed job becomes a dead letter, reason lost, when its turn comes; if its body is left, doing it over decides it again. Else compare the CRM's changes of that time."),
        ["job-without-place"] = (
            "A job's record says that it is scheduled, processing or dead, and it is in none of these places: nobody will ever work on it.",
            "The event is still in body:{id}. Have the entity enriched again, then delete the record."),
        ["job-unlisted"] = (
            "A job counts as waiting, scheduled or processing, and is in no list or pass: nobody will ever take it.",
            "The event is still in body:{id}. Have the entity enriched again."),
        ["waiting-unlisted"] = (
            "A job waits for its decision, no decider has it, and its tenant's list does not hold it.",
            "Deciders put it back as soon as no other event waits. Report it if it comes back."),
        ["job-in-two-places"] = ("A job is in more than one place: it may be worked on twice.", Report),
        ["job-state-differs"] = ("A job is in one place and its record names another.", Report),
        ["job-listed-wrongly"] = ("A job is in the list of an account and belongs elsewhere: it may be worked on twice, or for the wrong account.", Report),
        ["job-listed-twice"] = ("A job is in its account's list twice: it may be worked on twice.", Report),
        ["job-expires"] = (
            "A job that has not ended will be forgotten by Redis.",
            "Remove the expiry of the key (PERSIST), then report it."),
        ["account-due-and-leased"] = ("An account is due while a pass has it: two passes of one account may run at once.", Report),
        ["account-stranded"] = (
            "An account has jobs, and is neither due nor in a pass: nobody will take it.",
            "The next event of this account makes it due again: change something in the CRM that matters, and report it."),
        ["account-due-without-jobs"] = ("An account is due and has no jobs.", "Harmless: it goes when its turn comes. Report it if it comes back."),
        ["account-expires"] = (
            "An account that has jobs or a pass will be forgotten by Redis: its attempts and its fence with it.",
            "Remove the expiry of the key (PERSIST), then report it."),
        ["tenant-without-turn"] = (
            "A tenant has waiting events or due accounts, and no turn: nobody will take them.",
            "Deciders and the reclaimer put that right by and by, the tenant's next event at once. Report it."),
        ["pass-without-lease"] = (
            "A pass has jobs or an account, and no lease of it: it can never be taken over.",
            "The account's next event ends it, and its jobs are due again: change something in the CRM that matters, and report it."),
        ["lease-without-pass"] = (
            "An account is leased, and its record or the list of its pass is gone: its attempts and crashes are no longer counted.",
            "The reclaimer ends it once the lease is over, and puts back the jobs that say they are in a pass of this account. Report it if it comes back."),
        ["intent-open"] = (
            "A write to the CRM was begun more than an hour ago, and nobody knows whether it happened.",
            "The account's next pass finds out by reading the CRM. Look at its sync run; if it is dead, let it run again."),
        ["dead-not-indexed"] = ("A dead job is not found under its entity: a later success will not close it.", "Close it by hand once the entity is right."),
        ["dead-index-differs"] = ("An entity lists a dead job that is not dead.", "Harmless: the entity's next success clears it. Report it if it comes back."),
        ["run-open-count"] = ("A sync run counts more or fewer open jobs than it has: it shows a wrong status, or never goes.", "Display only; the jobs are right. Report it."),
        ["ended-untrimmed"] = (
            "A tenant's ended jobs are left out where others' make room: they stay until the retention by age takes them.",
            "Add the tenant to the set ended-tenants (SADD), or delete the hash bodiless; then report it."),
        ["key-without-expiry"] = ("What should be forgotten by itself stays for ever.", "It costs memory, and it may hold names of people beyond the retention. Report it; it may be deleted."),
    };

    /// <summary>All kinds.</summary>
    public static IReadOnlyCollection<string> All => Texts.Keys;

    /// <summary>A finding with its texts.</summary>
    /// <exception cref="InvalidOperationException">No such kind.</exception>
    public static AuditFinding Explain(string kind, string key) =>
        Texts.TryGetValue(kind, out var text)
            ? new AuditFinding(kind, key, text.Meaning, text.Advice)
            : throw new InvalidOperationException($"A script found '{kind}', which no text explains.");
}
