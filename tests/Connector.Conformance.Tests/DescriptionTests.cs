using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Search;
using Connector.SuperOffice.Webhooks;
using Connector.Testing.OpenApi;

namespace Connector.Conformance;

/// <summary>
/// What the client sends and what it gets, held against SuperOffice's own descriptions of its API, wherever these lie beside the repository.
/// Reading is judged on any tenant, changing on the sandbox.
/// </summary>
public sealed class DescriptionTests(TenantUnderTest tenant)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public Task Records_AreReadAsDescribed() => AsDescribedAsync(async client =>
    {
        await client.GetContactAsync(await tenant.AnyContactAsync(Cancelled), Cancelled);
        await client.GetContactAsync(int.MaxValue - 7, Cancelled);
        await client.Contacts.GetDefaultAsync(Cancelled);
        await client.GetPersonAsync(await FirstAsync(client.Search.PersonsAsync(new ArchiveQuery { PageSize = 3 }, Cancelled)), Cancelled);
        await client.Sales.GetAsync(await FirstAsync(client.Search.SalesAsync(new ArchiveQuery { PageSize = 3 }, Cancelled)), Cancelled);
    });

    [Fact]
    public Task Searches_AreAsDescribed() => AsDescribedAsync(async client =>
    {
        var filter = ArchiveFilter.Begins("name", "A").And(ArchiveFilter.Greater("contactId", 1)).And(ArchiveFilter.Since("updatedDate", DateTimeOffset.UnixEpoch));
        await FirstAsync(client.Search.ContactsAsync(new ArchiveQuery { Filter = filter, Columns = ["name", "orgnr", "updatedDate"] }, Cancelled));
        await FirstAsync(client.Search.PersonsChangedSinceAsync(DateTimeOffset.UnixEpoch, new ArchiveQuery(), Cancelled));
    });

    [Fact]
    public Task FieldsAndLists_AreAsDescribed() => AsDescribedAsync(async client =>
    {
        // Read anew: what other tests left in the client's caches would otherwise answer, and nothing be said to the API.
        foreach (var entity in (CrmEntity[])[CrmEntity.Contact, CrmEntity.Person])
        {
            foreach (var field in (await client.ReadFieldsAsync(entity, Cancelled)).Values.Where(field => field.Type == FieldType.List))
            {
                await client.Lists.ReadAsync(field, Cancelled);
            }
        }
    });

    [Fact]
    public Task Identity_IsAsDescribed() => AsDescribedAsync(async client =>
    {
        var identity = await client.GetIdentityAsync(Cancelled);
        await client.Associates.FindAsync(identity.AssociateId ?? 1, Cancelled);
        await client.Associates.FindAsync(int.MaxValue - 7, Cancelled);
        await client.Associates.ListAsync(Cancelled);
    });

    [Fact]
    public Task Changes_AreAsDescribed() => OnTheSandboxAsync(async client =>
    {
        var made = await client.Contacts.CreateAsync(new NewContact("Descriptions AG") { City = "Oslo", Website = "www.descriptions.test" }, Cancelled);
        await client.Contacts.ReplaceAsync(made.Raw.Edit().Set("OrgNr", "4711"), Cancelled);
        await client.Persons.CreateAsync(new NewPerson(made.ContactId, "Describer", 1) { Email = "d@descriptions.test" }, Cancelled);
        var sale = await client.Sales.CreateAsync(new NewSale(made.ContactId, "Ten descriptions") { Amount = 12.5m }, Cancelled);
        await client.Sales.ReplaceAsync(sale.Raw.Edit().Set("Heading", "Eleven descriptions"), Cancelled);
        var list = (await client.GetFieldsAsync(CrmEntity.Contact, Cancelled)).Values.First(field => field.Type == FieldType.List);
        await client.Lists.CreateListItemAsync(list, "Described", "By a test", Cancelled);
        var text = await tenant.WritableFieldAsync(Cancelled);
        await client.Preconditions.ProbeAsync(CrmEntity.Contact, made.ContactId, text.ProgId, Cancelled);
    });

    [Fact]
    public Task Webhooks_AreManagedAsDescribed() => OnTheSandboxAsync(async client =>
    {
        await using var target = await WebhookTarget.StartAsync(Cancelled);
        var definition = new WebhookDefinition
        {
            Name = "conformance",
            Events = ["contact.created", "contact.changed"],
            TargetUrl = target.Url,
            Installation = "conformance",
            Secret = "top-secret-of-a-webhook-for-tests-only",
        };
        Assert.True((await client.Webhooks.TestAsync(definition, Cancelled)).Success);
        var made = await client.Webhooks.RegisterAsync(definition, Cancelled);
        Assert.Equal("conformance", (await client.Webhooks.GetAsync(made.WebhookId, Cancelled))?.Installation);
        await client.Webhooks.ListAsync(Cancelled);
        await client.Webhooks.UpdateAsync(made.WebhookId, definition, Cancelled);
        await client.Webhooks.ReactivateAsync(made.WebhookId, Cancelled);
        await client.Webhooks.GetLastErrorAsync(made.WebhookId, Cancelled);
        await client.Webhooks.SignalAsync("connector.canary", 1, [], Cancelled);
        Assert.True(await client.Webhooks.DeleteAsync(made.WebhookId, Cancelled));
        Assert.Null(await client.Webhooks.GetAsync(made.WebhookId, Cancelled));
    });

    private Task OnTheSandboxAsync(Func<SuperOfficeClient, Task> changes)
    {
        Assert.SkipUnless(tenant.IsSandbox, "Only the sandbox is changed at will.");
        return AsDescribedAsync(changes);
    }

    private async Task AsDescribedAsync(Func<SuperOfficeClient, Task> calls)
    {
        Assert.SkipUnless(ApiDescriptions.Folder is not null, ApiDescriptions.WhyAbsent);
        var before = tenant.Calls.Exchanges.Count;

        await calls(tenant.Client);

        Assert.NotEmpty(tenant.Calls.Exchanges.Skip(before));
        var violations = await tenant.Calls.ViolationsAsync(before);
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));
    }

    private static async Task<int> FirstAsync(IAsyncEnumerable<ArchiveRow> rows)
    {
        await foreach (var row in rows)
        {
            return row.PrimaryKey;
        }

        return 0;
    }
}
