using System.ComponentModel.DataAnnotations;

namespace Connector.Ingress.Spooling;

/// <summary>Settings of the spool, section <c>Ingress:Spool</c>: where events rest while Redis does not take them.</summary>
public sealed class SpoolOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ingress:Spool";

    /// <summary>
    /// A directory on a disk that outlives process and machine, made if it is missing; several processes may share it. Empty, which is
    /// the default: there is no spool, and while Redis is slow or away posts are answered with 503.
    /// </summary>
    [MaxLength(1024, ErrorMessage = "Ingress:Spool:Directory has more than 1024 characters.")]
    public string Directory { get; set; } = "";

    /// <summary>
    /// The most disk one process takes for spooled events, those it adopted included, in bytes: 1,048,576 to 2,000,000,000. Default
    /// 268,435,456, some 60,000 events of SuperOffice's size. The write-ahead log may take 4 MiB more.
    /// </summary>
    [Range(1_048_576, 2_000_000_000, ErrorMessage = "Ingress:Spool:MaxBytes must be between 1048576 and 2000000000.")]
    public int MaxBytes { get; set; } = 268_435_456;

    /// <summary>How many spooled events go to Redis at a time, once it is back: 1 to 500. Default 100.</summary>
    [Range(1, 500, ErrorMessage = "Ingress:Spool:DrainBatch must be between 1 and 500.")]
    public int DrainBatch { get; set; } = 100;

    internal bool IsOn => !string.IsNullOrWhiteSpace(Directory);
}
