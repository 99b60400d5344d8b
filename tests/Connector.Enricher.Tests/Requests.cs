using Connector.Enrichment.V1;

namespace Connector.Enricher.Tests;

/// <summary>Requests that are right; each test spoils what it is about.</summary>
internal static class Requests
{
    public static EnrichContactRequest Contact() => new()
    {
        Context = new RequestContext { Tenant = "Cust10001", IdempotencyKey = "Cust10001:c4711:9f2c" },
        Company = Company(),
    };

    public static EnrichPersonRequest Person() => new()
    {
        Context = new RequestContext { Tenant = "Cust10001", IdempotencyKey = "Cust10001:p981:77aa" },
        Company = Company(),
        PersonId = 981,
        JobTitle = "Head of Maintenance",
    };

    private static Company Company() => new() { ContactId = 4711, Name = "Nordlicht Pumpen GmbH", Website = "www.nordlicht-pumpen.example", City = "Kiel" };
}
