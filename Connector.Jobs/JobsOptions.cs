using System.ComponentModel.DataAnnotations;

namespace Connector.Jobs;

/// <summary>Settings of the job machine, section <c>Jobs</c>. Every process that shares a Redis has the same.</summary>
public sealed class JobsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Jobs";

    private const string Sandbox = "sandbox";

    /// <summary>
    /// Which world this Redis belongs to (<c>sandbox</c>, <c>tenant</c>). Written into an empty Redis at first start;
    /// a service that finds another profile's data refuses to start.
    /// </summary>
    [Required(ErrorMessage = "Jobs:Profile must not be empty.")]
    [RegularExpression("^[a-z][a-z0-9-]{0,30}$", ErrorMessage =
        "Jobs:Profile must begin with a small letter and have at most 31 small letters, digits and hyphens, such as tenant.")]
    public string Profile { get; set; } = "tenant";

    /// <summary>How long an account stays quiet before it is due. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = "Jobs:Quiet must be between {1} and {2}.")]
    public TimeSpan Quiet { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest an account waits from its first job, however many follow. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Jobs:LongestQuiet must be between {1} and {2}.")]
    public TimeSpan LongestQuiet { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an account stays quiet where all that waits are changes of what was enriched before: people save twice. Default 1 min; as
    /// <see cref="Quiet"/> in the profile <c>sandbox</c>, where people watch.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = "Jobs:ChangeQuiet must be between {1} and {2}.")]
    public TimeSpan? ChangeQuiet { get; set; }

    /// <summary>The longest such an account waits from its first job. Default 5 min; as <see cref="LongestQuiet"/> in the profile <c>sandbox</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00", ErrorMessage = "Jobs:LongestChangeQuiet must be between {1} and {2}.")]
    public TimeSpan? LongestChangeQuiet { get; set; }

    /// <summary>How long a pass may be silent before its account is given to another. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Jobs:Lease must be between {1} and {2}.")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a pass says that it is alive: at most a third of <see cref="Lease"/>. Default 8 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00", ErrorMessage = "Jobs:Heartbeat must be between {1} and {2}.")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest a pass may keep its lease, heartbeat or not. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00", ErrorMessage = "Jobs:LongestPass must be between {1} and {2}.")]
    public TimeSpan LongestPass { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a decider may have an event in hand before it is given to another. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Jobs:DeciderTimeout must be between {1} and {2}.")]
    public TimeSpan DeciderTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long records of ended jobs and of runs are kept. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ErrorMessage = "Jobs:Retention must be between {1} and {2}.")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How many ended jobs' records are kept at most, whatever their age; the ones that ended first go first, of the tenant with most. Looked at once a
    /// minute. Default: what half of Redis' memory holds; 500,000 where it has no limit.
    /// </summary>
    [Range(1_000, 50_000_000, ErrorMessage = "Jobs:EndedJobs must be between {1} and {2}.")]
    public int? EndedJobs { get; set; }

    /// <summary>How long the bodies of ended jobs are kept; they hold names. Default 14 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00", ErrorMessage = "Jobs:BodyRetention must be between {1} and {2}.")]
    public TimeSpan BodyRetention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How many dead letters of a tenant keep their event; of the oldest ones it goes first. Default 10,000.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Jobs:DeadLetterBodies must be between {1} and {2}.")]
    public int DeadLetterBodies { get; set; } = 10_000;

    /// <summary>How many dead letters there are at most; beyond them the oldest of the tenant with most end by themselves. Default 100,000.</summary>
    [Range(100, 1_000_000, ErrorMessage = "Jobs:DeadLetters must be between {1} and {2}.")]
    public int DeadLetters { get; set; } = 100_000;

    /// <summary>How often each process looks whether Redis still has its data and how full it is. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = "Jobs:WatchEvery must be between {1} and {2}.")]
    public TimeSpan WatchEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The memory Redis may use, in bytes, where its own <c>maxmemory</c> does not say: 1 MB or more. Default: none.</summary>
    [Range(typeof(long), "1000000", "1000000000000000", ErrorMessage = "Jobs:MemoryLimit must be between {1} and {2}.")]
    public long? MemoryLimit { get; set; }

    internal TimeSpan QuietOfChanges => ChangeQuiet ?? Default(Quiet, TimeSpan.FromMinutes(1));

    internal TimeSpan LongestQuietOfChanges => LongestChangeQuiet ?? Default(LongestQuiet, TimeSpan.FromMinutes(5));

    private TimeSpan Default(TimeSpan ordinary, TimeSpan patient) => Profile == Sandbox || ordinary > patient ? ordinary : patient;
}
