namespace Connector.Ingress.Authenticity;

/// <summary>What a post must bring to prove that it is its tenant's. Where nothing is said: all that the tenant has.</summary>
public enum PostProof
{
    /// <summary>A right token and a right signature.</summary>
    Both,

    /// <summary>A right signature; no token is looked at.</summary>
    Signature,

    /// <summary>A right token; no signature is looked at.</summary>
    Token,

    /// <summary>One of the two is enough, whatever the other is: for the time in which a webhook goes from one to the other.</summary>
    Either,
}
