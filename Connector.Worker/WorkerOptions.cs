using System.ComponentModel.DataAnnotations;

namespace Connector.Worker;

/// <summary>Settings of the worker's loops, section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Worker";

    /// <summary>Passes at a time in this process. Default 8.</summary>
    [Range(1, 256, ErrorMessage = "Worker:Concurrency must be between {1} and {2}.")]
    public int Concurrency { get; set; } = 8;

    /// <summary>Events decided at a time, all of one tenant. Default 100.</summary>
    [Range(1, 500, ErrorMessage = "Worker:DecisionBatch must be between {1} and {2}.")]
    public int DecisionBatch { get; set; } = 100;

    /// <summary>Entities a pass works on before it hands over to others. Default 20.</summary>
    [Range(1, 500, ErrorMessage = "Worker:EntitiesPerPass must be between {1} and {2}.")]
    public int EntitiesPerPass { get; set; } = 20;

    /// <summary>Time after which a pass begins no further entity. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Worker:WorkPerPass must be between {1} and {2}.")]
    public TimeSpan WorkPerPass { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Address of the enricher's gRPC endpoint, resolved by service discovery. Default <c>http://_grpc.enricher</c>.</summary>
    [Required(ErrorMessage = "Worker:Enricher must not be empty.")]
    public Uri Enricher { get; set; } = new("http://_grpc.enricher");

    /// <summary>
    /// The enricher's key (<c>Enricher:Key</c>), sent with each call; 32 or more printable ASCII characters. Needed where the enricher listens
    /// beyond loopback. Secret.
    /// </summary>
    public string? EnricherKey { get; set; }

    /// <summary>File that holds the key and nothing else, instead of <see cref="EnricherKey"/>. It may be exchanged without a restart.</summary>
    public string? EnricherKeyFile { get; set; }

    /// <summary>Deadline of one call to the enricher. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Worker:EnrichDeadline must be between {1} and {2}.")]
    public TimeSpan EnrichDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the Company Explorer's answer counts. After it, the next relevant change asks anew although nothing that is sent has changed.
    /// Default 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00", ErrorMessage = "Worker:AnswerRetention must be between {1} and {2}.")]
    public TimeSpan AnswerRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The longest the Company Explorer may be still working on an entity before its jobs are dead. Default 2 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "2.00:00:00", ErrorMessage = "Worker:LongestStillWorking must be between {1} and {2}.")]
    public TimeSpan LongestStillWorking { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Delay of the first retry; each next one doubles it, ± 20 %. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00", ErrorMessage = "Worker:FirstRetry must be between {1} and {2}.")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest delay of a retry. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00", ErrorMessage = "Worker:LongestRetry must be between {1} and {2}.")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Failed attempts in a row after which jobs are dead. Default 12.</summary>
    [Range(1, 100, ErrorMessage = "Worker:Attempts must be between {1} and {2}.")]
    public int Attempts { get; set; } = 12;

    /// <summary>Time since the first failure in a row after which jobs are dead. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00", ErrorMessage = "Worker:RetryFor must be between {1} and {2}.")]
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often a held tenant is probed. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00", ErrorMessage = "Worker:ProbeEvery must be between {1} and {2}.")]
    public TimeSpan ProbeEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often expired leases are looked for. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00", ErrorMessage = "Worker:ReclaimEvery must be between {1} and {2}.")]
    public TimeSpan ReclaimEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest a loop sleeps without a signal. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00", ErrorMessage = "Worker:LongestWait must be between {1} and {2}.")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What a lease must have left beyond a PATCH's time-out when the PATCH is sent: room for the answer to be recorded. Default 5 s;
    /// SuperOffice:Timeout plus this must fit between Jobs:Heartbeat and Jobs:Lease, or the worker does not start.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = "Worker:LeaseReserve must be between {1} and {2}.")]
    public TimeSpan LeaseReserve { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A file that stops all writes while it exists; or a directory, in which <c>all</c> stops all and a file named like a tenant stops that
    /// tenant's. Works without Redis and dashboard. Default: none.
    /// </summary>
    [MaxLength(4096, ErrorMessage = "Worker:WriteStopFile must have at most {1} characters.")]
    public string? WriteStopFile { get; set; }

    /// <summary>
    /// Where the journal is kept, what fields held before our writes; required in mode <c>write</c>. On a durable local disk, shared by the workers of
    /// this machine, those of another have their own; confidential: it holds people's data. Default: none.
    /// </summary>
    [MaxLength(4096, ErrorMessage = "Worker:SnapshotDirectory must have at most {1} characters.")]
    public string? SnapshotDirectory { get; set; }

    /// <summary>Bytes of the journals in the directory at which writes are held until a person makes room. Default 4 GiB.</summary>
    [Range(typeof(long), "4096", "1099511627776", ErrorMessage = "Worker:SnapshotMaxBytes must be between {1} and {2}.")]
    public long SnapshotMaxBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>How long an entry of the journal is kept: what we wrote before cannot be undone. Default 365 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00", ErrorMessage = "Worker:SnapshotRetention must be between {1} and {2}.")]
    public TimeSpan SnapshotRetention { get; set; } = TimeSpan.FromDays(365);

    /// <summary>
    /// A directory on a disk that outlives process and machine, made if it is missing; several workers may share it. There the worker
    /// keeps what it saw of Redis last, to notice data that got lost while it was stopped. Default: none, it remembers while it runs.
    /// </summary>
    [MaxLength(1024, ErrorMessage = "Worker:StateDirectory has more than 1024 characters.")]
    public string StateDirectory { get; set; } = "";

    /// <summary>How long a write that has begun may go on after shutdown was asked for. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30", ErrorMessage = "Worker:ShutdownGrace must be between {1} and {2}.")]
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(4);
}
