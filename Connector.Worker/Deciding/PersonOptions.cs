using System.ComponentModel.DataAnnotations;

namespace Connector.Worker.Deciding;

/// <summary>Which humans may be asked about, section <c>Tenant:Persons</c>. Those who left or want no mailings never are.</summary>
public sealed class PersonOptions
{
    /// <summary>Whether persons are enriched at all. Default false: what is sent about a human is for somebody to decide.</summary>
    public bool Enrich { get; set; }

    /// <summary>
    /// Whether another name or website of their company is worth a new question about its persons, each of which costs. Another vertical always is.
    /// Default false.
    /// </summary>
    public bool CompanyAsks { get; set; }

    /// <summary>
    /// Keys of consent purposes, the tenant's own: a person needs a consent for at least one of them. Default: none given, no
    /// consent is asked for.
    /// </summary>
    [MaxLength(50, ErrorMessage = "Tenant:Persons:ConsentPurposes must have at most {1} entries.")]
    public IList<string> ConsentPurposes { get; } = [];

    /// <summary>
    /// Keys of legal bases on which a consent is none, because it was withdrawn. SuperOffice keeps a withdrawn consent in the list
    /// on another legal basis; how its key is spelt is not documented. Default <see cref="DefaultWithdrawn"/>.
    /// </summary>
    [MaxLength(50, ErrorMessage = "Tenant:Persons:WithdrawnLegalBases must have at most {1} entries.")]
    public IList<string> WithdrawnLegalBases { get; } = [];

    /// <summary>What counts as withdrawn where nothing is configured.</summary>
    public static readonly IReadOnlyList<string> DefaultWithdrawn = ["WITHDRAWN", "WITHDRAW", "OBJECTED", "REVOKED"];
}
