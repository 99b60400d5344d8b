using Connector.Jobs.Disk;

namespace Connector.Ingress.Spooling;

/// <summary>Tells what went wrong with a file of the spool.</summary>
internal static class SpoolDamage
{
    /// <summary>The content is wrong: trying again is no use.</summary>
    public static bool Is(Exception exception) => exception is SpoolDamagedException || Database.IsDamage(exception);

    /// <summary>That, or what disks do, and others to files on them.</summary>
    public static bool IsDiskTrouble(Exception exception) => Is(exception) || Database.IsTrouble(exception);
}

/// <summary>A file of the spool is not what we wrote; the message says how.</summary>
internal sealed class SpoolDamagedException(string message) : Exception(message);
