using Microsoft.Data.Sqlite;

namespace Connector.Ingress.Spooling;

/// <summary>Tells what went wrong with a file of the spool.</summary>
internal static class SpoolDamage
{
    /// <summary>The content is wrong: trying again is no use.</summary>
    public static bool Is(Exception exception) => exception is SpoolDamagedException
        || exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB };

    /// <summary>That, or what disks do, and others to files on them.</summary>
    public static bool IsDiskTrouble(Exception exception) => Is(exception)
        || exception is SqliteException or IOException or UnauthorizedAccessException or NotSupportedException or ObjectDisposedException;
}

/// <summary>A file of the spool is not what we wrote; the message says how.</summary>
internal sealed class SpoolDamagedException(string message) : Exception(message);
