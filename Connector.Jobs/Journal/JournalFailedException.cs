using Connector.Jobs.Disk;
using Microsoft.Data.Sqlite;

namespace Connector.Jobs.Journal;

/// <summary>The journal cannot be written, read or erased from. The message is for people: where, why, and what to do; it quotes no value.</summary>
public sealed class JournalFailedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether an exception is what such a failure is told by.</summary>
    internal static bool Is(Exception exception) => Database.IsTrouble(exception);

    /// <summary>A failure of one file.</summary>
    /// <param name="what">What is not done, such as <c>could not be read</c>.</param>
    /// <param name="path">The file, or the directory.</param>
    /// <param name="cause">What went wrong.</param>
    internal static JournalFailedException Of(string what, string path, Exception cause) => new($"The journal {path} {what}: {WhyOf(cause)}", cause);

    private static string WhyOf(Exception cause) => cause switch
    {
        NotSupportedException newer => $"{newer.Message}. Let that version of the worker run, or move the file to another place; it holds people's data.",
        _ when Database.IsDamage(cause) => "it is damaged. Move it, with its -wal, to a safe place: it holds people's data, and what we wrote can be undone from it.",
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL } => "the disk is full. Make room.",
        SqliteException sqlite => $"{sqlite.Message.TrimEnd('.')}. Let the service's user read and write the directory, and look after its disk.",
        _ => $"{cause.Message.TrimEnd('.')}. Let the service's user read and write the directory, and look after its disk.",
    };
}
