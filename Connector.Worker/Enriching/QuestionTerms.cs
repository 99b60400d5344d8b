namespace Connector.Worker.Enriching;

/// <summary>What of a tenant's settings decides what is sent, and what is worth a new question.</summary>
/// <param name="SendOrgNr">Whether the organisation number may be sent.</param>
/// <param name="CityAsks">Whether another city is worth a new question.</param>
/// <param name="CompanyAsks">Whether another name or website of the company is worth a new question about its persons.</param>
public readonly record struct QuestionTerms(bool SendOrgNr, bool CityAsks, bool CompanyAsks);
