namespace Connector.SuperOffice.TestRecords;

/// <summary>A company that was made to try the connector out.</summary>
/// <param name="ContactId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="PersonIds">Its persons.</param>
public sealed record TestCompany(int ContactId, string Name, IReadOnlyList<int> PersonIds);

/// <summary>What a test company is to be.</summary>
/// <param name="Name">Its name: the Company Explorer is asked about it.</param>
/// <param name="Website">Its website; empty for none.</param>
/// <param name="City">Its city; empty for none.</param>
/// <param name="JobTitle">The job title of its person.</param>
public sealed record NewTestCompany(string Name, string Website, string City, string JobTitle);
