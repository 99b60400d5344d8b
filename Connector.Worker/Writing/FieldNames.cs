namespace Connector.Worker.Writing;

/// <summary>How enrichment fields are called in records and on pages.</summary>
public static class FieldNames
{
    /// <summary>A company's industry.</summary>
    public const string Vertical = "vertical";

    /// <summary>What a company does.</summary>
    public const string Summary = "summary";

    /// <summary>First sentence of a letter to a company.</summary>
    public const string Opener = "opener";

    /// <summary>Another one.</summary>
    public const string OpenerSecondary = "opener_secondary";

    /// <summary>A person's role.</summary>
    public const string Role = "role";

    /// <summary>Subject of a letter to a person.</summary>
    public const string Subject = "subject";

    /// <summary>Its introduction.</summary>
    public const string Intro = "intro";

    /// <summary>Whom we helped that is like them.</summary>
    public const string SocialProof = "social_proof";

    /// <summary>Day of our last write.</summary>
    public const string LastEnriched = "last_enriched";

    /// <summary>What our last write was made from.</summary>
    public const string Stamp = "stamp";

    /// <summary>In reports on a mapping: a field that people set and we only read.</summary>
    public const string Input = "input";
}
