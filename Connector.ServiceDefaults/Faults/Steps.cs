using System.Diagnostics;

namespace Connector.ServiceDefaults.Faults;

/// <summary>
/// The steps of an event's path, by name. A service announces each as it comes to it, through the <see cref="DiagnosticListener"/>
/// named <see cref="Source"/>; that costs a comparison where nobody listens, and in production nobody does.
/// </summary>
/// <remarks>
/// Each name is a place where a process may end: what has happened before it is done, what follows is not. Chaos tests end processes
/// there (<see cref="FaultOptions"/>), so a step that is new in the path belongs here.
/// </remarks>
public static class Steps
{
    /// <summary>The name of the listener.</summary>
    public const string Source = "Connector.Steps";

    /// <summary>Ingress: a post is proven genuine, and nothing of it is stored.</summary>
    public const string BeforeAccept = "ingress.before-accept";

    /// <summary>Ingress: a batch of posts is about to go to Redis.</summary>
    public const string BeforeStore = "ingress.before-store";

    /// <summary>Ingress: Redis has the batch, and nobody has been told.</summary>
    public const string AfterStore = "ingress.after-store";

    /// <summary>Ingress: a post is stored, and is about to be answered.</summary>
    public const string AfterAccept = "ingress.after-accept";

    /// <summary>Ingress: a batch is in the spool, and nobody has been told.</summary>
    public const string Spooled = "spool.written";

    /// <summary>Ingress: spooled events are about to go to Redis.</summary>
    public const string BeforeDrain = "spool.before-drain";

    /// <summary>Ingress: Redis has the spooled events, and the spool has them too.</summary>
    public const string AfterDrain = "spool.after-drain";

    /// <summary>Worker: events are read and undecided.</summary>
    public const string DeciderRead = "decider.read";

    /// <summary>Worker: an event is decided, and about to join its account.</summary>
    public const string BeforeAttach = "decider.before-attach";

    /// <summary>Worker: an event has joined its account.</summary>
    public const string AfterAttach = "decider.after-attach";

    /// <summary>Worker: an account is leased, and nothing is done for it.</summary>
    public const string PassTaken = "pass.taken";

    /// <summary>Worker: an entity is read from the CRM.</summary>
    public const string EntityRead = "pass.entity-read";

    /// <summary>Worker: the enricher is about to be asked.</summary>
    public const string BeforeAsk = "pass.before-ask";

    /// <summary>Worker: the enricher has answered, and the answer is nowhere but here.</summary>
    public const string AfterAsk = "pass.after-ask";

    /// <summary>Worker: the answer is stored, and nothing of it is written.</summary>
    public const string AnswerStored = "pass.answer-stored";

    /// <summary>Worker: the difference is known, and the intent not recorded.</summary>
    public const string BeforeIntend = "pass.before-intend";

    /// <summary>Worker: the intent is recorded, and the lease not looked at again.</summary>
    public const string AfterIntend = "pass.after-intend";

    /// <summary>Worker: the PATCH is about to be sent.</summary>
    public const string BeforePatch = "pass.before-patch";

    /// <summary>Worker: the CRM has written, and its answer has not been looked at.</summary>
    public const string AfterPatch = "pass.after-patch";

    /// <summary>Worker: the CRM's answer is understood, and the ledger does not know of it.</summary>
    public const string BeforeConfirm = "pass.before-confirm";

    /// <summary>Worker: the write is in the ledger, and its jobs are still open.</summary>
    public const string AfterConfirm = "pass.after-confirm";

    /// <summary>What a company's change means for its persons is submitted, and not remembered as such.</summary>
    public const string BeforeCascaded = "pass.before-cascaded";

    /// <summary>Worker: a pass is done, and has not said so.</summary>
    public const string BeforeFinish = "pass.before-finish";

    /// <summary>Worker: a pass has ended, and its process still holds what it knew of it.</summary>
    public const string AfterFinish = "pass.after-finish";

    /// <summary>Enricher: the Company Explorer is about to be asked.</summary>
    public const string BeforeExplorer = "enricher.before-explorer";

    /// <summary>Enricher: the Company Explorer has answered, and the worker does not know of it.</summary>
    public const string AfterExplorer = "enricher.after-explorer";

    private static readonly DiagnosticListener Listener = new(Source);

    /// <summary>All of them, in the order of an event's life.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        BeforeAccept, BeforeStore, AfterStore, AfterAccept, Spooled, BeforeDrain, AfterDrain,
        DeciderRead, BeforeAttach, AfterAttach,
        PassTaken, EntityRead, BeforeAsk, AfterAsk, AnswerStored, BeforeIntend, AfterIntend, BeforePatch, AfterPatch, BeforeConfirm, AfterConfirm,
        BeforeCascaded, BeforeFinish, AfterFinish,
        BeforeExplorer, AfterExplorer,
    ];

    /// <summary>Says that the path has come to a step.</summary>
    /// <exception cref="InjectedFaultException">A chaos test wants this step to fail.</exception>
    public static void Announce(string step)
    {
        if (Listener.IsEnabled())
        {
            Listener.Write(step, null);
        }
    }
}
