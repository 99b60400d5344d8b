namespace Connector.ServiceDefaults.Faults;

/// <summary>What happens to the process at a fault point.</summary>
public enum FaultEffect
{
    /// <summary>It ends at once by SIGKILL, without any chance to clean up.</summary>
    Crash,

    /// <summary>It freezes by SIGSTOP, connections open, until somebody sends SIGCONT.</summary>
    Stop,

    /// <summary>The thread that came to the step sleeps.</summary>
    Delay,

    /// <summary>The step fails with an <see cref="InjectedFaultException"/>.</summary>
    Throw,
}
