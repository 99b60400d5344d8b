using System.Globalization;

namespace Connector.Jobs.Memory;

/// <summary>How much of Redis' memory history may take, and how many ended jobs that is.</summary>
internal static class HistoryShare
{
    /// <summary>What an ended job takes, its body and its share of a sync run included: measured, see <c>RetentionTests</c>.</summary>
    public const int BytesPerJob = 2_500;

    /// <summary>What a ledger takes, measured likewise.</summary>
    public const int BytesPerLedger = 1_700;

    private const int WithoutLimit = 500_000;

    /// <summary>Of the limit, for the jobs that are kept where nobody says how many.</summary>
    private const double Share = 0.5;

    /// <summary>Of the limit, for as many as somebody says: from 70 % on history makes room, whatever is said, and live work has to fit in as well.</summary>
    private const double MostShare = 0.6;

    /// <summary>How many ended jobs are kept.</summary>
    public static int Jobs(int? said, long? limit) => said ?? (limit is { } bytes ? (int)Math.Min(int.MaxValue, bytes * Share / BytesPerJob) : WithoutLimit);

    /// <summary>Why so many cannot be kept, and what to do; null if they can.</summary>
    public static string? Contradiction(int? said, long? limit)
    {
        if (said is not { } jobs || limit is not { } bytes || (double)jobs * BytesPerJob <= bytes * MostShare)
        {
            return null;
        }

        var (needed, most) = ((long)jobs * BytesPerJob, (long)(bytes * MostShare / BytesPerJob));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Jobs:EndedJobs ({jobs}) is more than Redis can hold: at {BytesPerJob} bytes each that is {Megabytes(needed)} MB, and of its limit of {Megabytes(bytes)} MB history may have 60 %. ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"Raise maxmemory (or Jobs:MemoryLimit, if maxmemory is 0) to {Megabytes((long)Math.Ceiling(needed / MostShare)) + 1} MB or more; or set Jobs:EndedJobs to {most} or fewer, or leave it out: then it follows from the memory.");
    }

    private static long Megabytes(long bytes) => bytes / 1_000_000;
}
