namespace Connector.Enricher.Providers;

/// <summary>All that leaves the CRM for one entity.</summary>
/// <param name="Tenant">Whose question it is. Stays here: it chooses address, credentials and turn.</param>
/// <param name="IdempotencyKey">Stable for tenant, entity and all that is sent.</param>
/// <param name="Force">Think afresh although an answer may be known.</param>
/// <param name="ContactId">The company's id in the CRM.</param>
/// <param name="Name">The company's name.</param>
/// <param name="Website">As entered; empty if unknown.</param>
/// <param name="City">Empty if unknown.</param>
/// <param name="OrgNumber">Empty unless the tenant lets it leave.</param>
/// <param name="Person">The person asked about; null if it is the company itself.</param>
public sealed record Question(
    string Tenant, string IdempotencyKey, bool Force, int ContactId, string Name, string Website, string City, string OrgNumber, QuestionPerson? Person)
{
    /// <summary>When a person last said that things are right again, if lately: milliseconds since 1970, else 0. Stays here.</summary>
    public long ResumedAt { get; init; }
}

/// <summary>A person, known by id and job title only: no name leaves the CRM.</summary>
/// <param name="PersonId">Id in the CRM.</param>
/// <param name="JobTitle">As the CRM holds it; empty if unknown.</param>
public sealed record QuestionPerson(int PersonId, string JobTitle);
