using System.Globalization;

namespace Connector.Jobs.Journal;

/// <summary>A directory of journals: of the workers of one machine, or of one volume.</summary>
/// <param name="Id">Its identity, see <see cref="JournalIdentity"/>.</param>
/// <param name="Host">Where a worker used it last.</param>
/// <param name="SeenAt">When a worker last said that it uses it.</param>
/// <param name="IsLive">Whether that is so short ago that one runs.</param>
/// <param name="Due">Entities that were erased elsewhere, and are still to be erased here.</param>
/// <param name="ForgottenAt">When a person declared it gone permanently; null if nobody has.</param>
/// <param name="ForgottenBy">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="Dropped">Erasures that it missed while it was forgotten, and that are not known any more: too many.</param>
public sealed record JournalDirectory(
    string Id, string Host, DateTimeOffset SeenAt, bool IsLive, long Due, DateTimeOffset? ForgottenAt, string? ForgottenBy, string? Reason, long Dropped)
{
    /// <summary>A worker says every 30 s that it uses its directory.</summary>
    public static readonly TimeSpan LiveFor = TimeSpan.FromMinutes(2);

    /// <summary>What the ids of a dashboard's history begin with.</summary>
    public const string History = "history-";

    /// <summary>Whether operations wait for it.</summary>
    public bool Counts => ForgottenAt is null;

    /// <summary>Whether it is a dashboard's history: that owes erasures as journals do, and holds nothing to undo.</summary>
    public bool IsHistory => Id.StartsWith(History, StringComparison.Ordinal);

    /// <summary>What to do about a directory that does not answer; for people.</summary>
    public string Silence => IsLive
        ? $"The journal of {Host} (directory {Id}) has not answered yet."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The journal of {Host} (directory {Id}, last seen {SeenAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC) has not answered: start a worker with that directory, or, if its disk no longer exists, say so: connector journals forget {Id} --reason …");
}

/// <summary>What became of a request to forget a directory.</summary>
public enum ForgetVerdict
{
    /// <summary>Nothing waits for it any more.</summary>
    Forgotten,

    /// <summary>It was forgotten before.</summary>
    Already,

    /// <summary>A worker uses it.</summary>
    InUse,

    /// <summary>There is none of that name.</summary>
    Unknown,
}
