namespace Connector.Repository.Tests.Parents;

/// <summary>What Linux says of a process, by the numbers of <c>proc_pid_stat(5)</c>.</summary>
internal static class Stat
{
    public const int Parent = 4;
    public const int StartTime = 22;

    public static string Of(int processId, int field) => File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1].Split(' ')[field - 3];
}
