namespace Connector.Ingress.Authenticity;

/// <summary>What a token or a signature says for a post.</summary>
internal enum Evidence
{
    /// <summary>It is right.</summary>
    Right,

    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is wrong, or contradicts itself.</summary>
    Wrong,

    /// <summary>Only the body can tell.</summary>
    Open,
}

/// <summary>Whether a post proves itself, and by what it does or does not. The sender never learns the latter.</summary>
/// <param name="By"><see cref="PostProof.Token"/> or <see cref="PostProof.Signature"/>.</param>
/// <param name="Evidence">What that says.</param>
internal readonly record struct Verdict(PostProof By, Evidence Evidence)
{
    public bool IsProven => Evidence == Evidence.Right;

    /// <summary>True if the body need not be read: whatever it is, the post proves nothing.</summary>
    public bool IsHopeless => Evidence is Evidence.Missing or Evidence.Wrong;
}
