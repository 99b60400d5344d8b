using Connector.SuperOffice.Search;

namespace Connector.Conformance;

/// <summary>Records are read whole, and searches tell the same.</summary>
public sealed class RecordTests(TenantUnderTest tenant)
{
    private const int Some = 7;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contact_IsRead()
    {
        var id = await tenant.AnyContactAsync(Cancelled);

        var contact = await tenant.Client.GetContactAsync(id, Cancelled);

        Assert.NotNull(contact);
        Assert.Equal(id, contact.ContactId);
        Assert.True(contact.UpdatedDate > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task Person_IsRead()
    {
        var id = await TenantUnderTest.FirstAsync(tenant.Client.Search.PersonsAsync(new ArchiveQuery { PageSize = 1 }, Cancelled), Cancelled);

        var person = await tenant.Client.GetPersonAsync(id, Cancelled);

        Assert.NotNull(person);
        Assert.Equal(id, person.PersonId);
    }

    [Fact]
    public async Task Sale_IsRead()
    {
        var id = await TenantUnderTest.FirstAsync(tenant.Client.Search.SalesAsync(new ArchiveQuery { PageSize = 1 }, Cancelled), Cancelled);

        Assert.Equal(id, (await tenant.Client.Sales.GetAsync(id, Cancelled))?.SaleId);
    }

    [Fact]
    public async Task ContactThatIsNot_IsNone()
    {
        Assert.Null(await tenant.Client.GetContactAsync(int.MaxValue - 7, Cancelled));
        Assert.Null(await tenant.Client.GetPersonAsync(int.MaxValue - 7, Cancelled));
    }

    [Fact]
    public async Task SmallPages_TellTheSameRowsAsALargeOne()
    {
        var large = await FirstAsync(new ArchiveQuery { PageSize = 100, Columns = ["name"] });
        var small = await FirstAsync(new ArchiveQuery { PageSize = 2, Columns = ["name"] });

        Assert.Equal(large, small);
        Assert.Equal(large.OrderBy(row => row.Key), large);
    }

    [Fact]
    public async Task ChangedSince_FindsTheRecord_AndNotBeforeItsChange()
    {
        var contact = (await tenant.Client.GetContactAsync(await tenant.AnyContactAsync(Cancelled), Cancelled))!;
        var own = ArchiveFilter.Equal("contactId", contact.ContactId);

        var found = await CountAsync(contact.UpdatedDate.AddHours(-2), own);
        var foundLater = await CountAsync(contact.UpdatedDate.AddHours(2), own);

        // Two hours to either side also show a tenant whose dates are its local time.
        tenant.Findings.Note("A search by time of change finds the record", $"from 2 h before: {found == 1}, from 2 h after: {foundLater == 1}");
        Assert.Equal((1, 0), (found, foundLater));
    }

    [Fact]
    public async Task Filter_WithAQuote_IsTakenAsText()
    {
        var rows = tenant.Client.Search.ContactsAsync(
            new ArchiveQuery { Filter = ArchiveFilter.Begins("name", "O'Nobody' or '1' eq '1") }, Cancelled);

        await foreach (var row in rows)
        {
            Assert.Fail($"found {row}");
        }
    }

    private async Task<List<(int Key, string Name)>> FirstAsync(ArchiveQuery query)
    {
        var rows = new List<(int, string)>();
        await foreach (var row in tenant.Client.Search.ContactsAsync(query, Cancelled))
        {
            rows.Add((row.PrimaryKey, row.Text("name")));
            if (rows.Count == Some)
            {
                break;
            }
        }

        return rows;
    }

    private async Task<int> CountAsync(DateTimeOffset since, ArchiveFilter filter)
    {
        var count = 0;
        await foreach (var row in tenant.Client.Search.ContactsChangedSinceAsync(since, new ArchiveQuery { Filter = filter }, Cancelled))
        {
            count++;
        }

        return count;
    }
}
