using System.Text.Json.Nodes;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Entities;

/// <summary>Creating and replacing whole records: for tools, not for enrichment.</summary>
public sealed class WholeRecordTests
{
    private const string Blank = """
        {"ContactId":0,"PersonId":0,"SaleId":0,"Name":"","Associate":{"AssociateId":11,"Name":"ANNA"},"Category":{"Id":1,"Value":"Prospect"},"Address":{"Street":null},
         "UpdatedDate":"0001-01-01T00:00:00","CreatedDate":"0001-01-01T00:00:00","CustomFields":{"SuperOffice:83":"[I:0]"},"Unheard":{"of":1.50} }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contact_is_created_from_the_defaults()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Method == "GET" ? Blank : Records.Contact(4712));

        var contact = await host.Client.Contacts.CreateAsync(
            new NewContact("Baltic Crane Works")
            {
                OrgNr = "HRB 1",
                Website = "https://cranes.example",
                City = "Rostock",
                CountryId = 276,
                CategoryId = 3,
                BusinessId = 8,
                OwnerId = 12,
                Fields = new Dictionary<string, string> { ["SuperOffice:83"] = "[I:14]" },
            },
            Token);

        Assert.Equal(4712, contact.ContactId);
        Assert.Equal(["GET /Cust10001/api/v1/Contact/default", "POST /Cust10001/api/v1/Contact"], responder.Calls.Select(call => $"{call.Method} {call.Path}"));
        Assert.Equal(
            """{"ContactId":0,"PersonId":0,"SaleId":0,"Name":"Baltic Crane Works","Associate":{"AssociateId":12},"Category":{"Id":3},"Address":{"Street":{"City":"Rostock"}},"UpdatedDate":"0001-01-01T00:00:00","CreatedDate":"0001-01-01T00:00:00","CustomFields":{"SuperOffice:83":"[I:14]"},"Unheard":{"of":1.50},"OrgNr":"HRB 1","Urls":[{"Value":"https://cranes.example"}],"Country":{"CountryId":276},"Business":{"Id":8}}""",
            responder.Calls[1].Body);
    }

    [Fact]
    public async Task Person_is_created_with_company_and_source()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Method == "GET" ? Blank : Records.Person());

        var person = await host.Client.Persons.CreateAsync(
            new NewPerson(4711, "Mohn", 7) { Firstname = "Ida", Title = "Head of Purchasing", PositionId = 2, Email = "ida@cranes.example" }, Token);

        Assert.Equal(981, person.PersonId);
        var body = JsonNode.Parse(responder.Calls[1].Body)!;
        Assert.Equal((4711, "Mohn", 7), ((int)body["Contact"]!["ContactId"]!, (string)body["Lastname"]!, (int)body["Source"]!));
        Assert.Equal(("Ida", 2, "ida@cranes.example"), ((string)body["Firstname"]!, (int)body["Position"]!["Id"]!, (string)body["Emails"]![0]!["Value"]!));
    }

    [Fact]
    public async Task Sale_is_created_and_read()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Method == "GET" && context.Request.Path.Value!.EndsWith("default", StringComparison.Ordinal) ? Blank : Sale());

        var sale = await host.Client.Sales.CreateAsync(
            new NewSale(4711, "Two cranes") { Amount = 15980.266m, SaleDate = new DateOnly(2026, 6, 1), SaleTypeId = 2, StageId = 1, PersonId = 981 }, Token);

        Assert.Contains("\"Amount\":15980.266", responder.Calls[1].Body, StringComparison.Ordinal);
        Assert.Contains("\"Saledate\":\"2026-06-01T00:00:00\"", responder.Calls[1].Body, StringComparison.Ordinal);
        Assert.Equal((77, "Two cranes", 15980.266m, SaleStatus.Sold), (sale.SaleId, sale.Heading, sale.Amount, sale.Status));
        Assert.Equal((4711, 981, 40, "1077"), (sale.ContactId!.Value, sale.PersonId!.Value, sale.Probability, sale.Number));
        Assert.Equal((new ListItem(44, "EUR"), new ListItem(2, "Service"), new ListItem(1, "First talk")), (sale.Currency, sale.SaleType, sale.Stage));
        Assert.Equal(new AssociateRef(11, "ANNA"), sale.Owner);
        Assert.Equal("yes", sale.Fields["SuperOffice:5"]);
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), sale.SaleDate);
        Assert.Equal(77, (await host.Client.Sales.GetAsync(77, Token))!.SaleId);
    }

    [Theory]
    [InlineData(",\"Status\":3", SaleStatus.Lost)]
    [InlineData(",\"Status\":\"SaintAll\"", SaleStatus.Unknown)]
    [InlineData(",\"Status\":null", SaleStatus.Unknown)]
    [InlineData(",\"Status\":99", SaleStatus.Unknown)]
    public async Task Status_is_read_by_name_and_by_number(string member, SaleStatus status)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Sale().Replace(",\"Status\":\"Sold\"", member, StringComparison.Ordinal));

        Assert.Equal(status, (await host.Client.Sales.GetAsync(77, Token))!.Status);
    }

    [Theory]
    [InlineData("\"Amount\":15980.266", "\"Amount\":{}")]
    [InlineData("\"Amount\":15980.266", "\"Amount\":\"much\"")]
    [InlineData("\"Status\":\"Sold\"", "\"Status\":[]")]
    [InlineData("\"Contact\":{", "\"Contact\":[{}],\"x\":{")]
    [InlineData("\"Heading\":\"Two cranes\"", "\"Heading\":\"Two cranes\",\"Heading\":\"Three cranes\"")]
    public async Task Odd_sale_is_a_failure_with_the_raw_text_at_hand(string good, string odd)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var body = Sale().Replace(good, odd, StringComparison.Ordinal);
        responder.Api = context => Responder.Json(context, 200, body);

        var failure = await host.FailureAsync((client, token) => client.Sales.GetAsync(77, token));

        Assert.Equal((FailureKind.Unreadable, body), (failure.Kind, failure.RawAnswer));
    }

    [Fact]
    public async Task Record_that_lacks_what_the_crm_demands_is_not_sent()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Blank);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.Contacts.CreateAsync(new NewContact(" "), Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.Persons.CreateAsync(new NewPerson(0, "Mohn", 7), Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.Persons.CreateAsync(new NewPerson(4711, "Mohn", 0), Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.Sales.CreateAsync(new NewSale(4711, ""), Token));
        Assert.DoesNotContain(responder.Calls, call => call.Method == "POST");
    }

    [Theory]
    [InlineData("""{"ContactId":0,"UpdatedDate":"0001-01-01T00:00:00","CustomFields":{}}""")]
    [InlineData("""{"UpdatedDate":"0001-01-01T00:00:00","CustomFields":{}}""")]
    [InlineData("")]
    public async Task Creation_that_is_not_confirmed_is_unreadable(string body)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Method == "GET" ? Blank : body);

        Assert.Equal(FailureKind.Unreadable, (await host.FailureAsync((client, token) => client.Contacts.CreateAsync(new NewContact("x"), token))).Kind);
    }

    [Fact]
    public async Task Creation_is_never_sent_twice()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, context.Request.Method == "GET" ? 200 : 503, Blank);

        await host.FailureAsync((client, token) => client.Contacts.CreateAsync(new NewContact("x"), token));

        Assert.Single(responder.Calls, call => call.Method == "POST");
    }

    [Fact]
    public async Task Record_is_replaced_unless_it_changed_since_it_was_read()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var record = Records.Contact(extra: ""","Unheard":{"of":1.50}""");
        responder.Api = context => Responder.Json(context, 200, record);
        var draft = (await host.Client.Contacts.GetAsync(4711, Token))!.Raw.Edit().Set("Name", "Baltic Cranes");

        await host.Client.Contacts.ReplaceAsync(draft, Token);

        var put = responder.Calls[^1];
        Assert.Equal(("PUT", "/Cust10001/api/v1/Contact/4711", "application/json"), (put.Method, put.Path, put.Headers.ContentType.ToString()));
        Assert.Equal("Mon, 02 Mar 2026 09:14:33 GMT", put.Headers.IfUnmodifiedSince);
        var expected = JsonNode.Parse(record)!;
        expected["Name"] = "Baltic Cranes";
        Assert.Equal(expected.ToJsonString(), JsonNode.Parse(put.Body)!.ToJsonString());

        responder.Api = context => Responder.Json(context, context.Request.Method == "GET" ? 200 : 412, record);
        Assert.Equal(FailureKind.Conflict, (await host.FailureAsync((client, token) => client.Contacts.ReplaceAsync(draft, token))).Kind);
    }

    [Fact]
    public async Task Company_that_owns_the_crm_is_not_renamed()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Path.Value!.EndsWith("/Simple", StringComparison.Ordinal)
            ? """{"ContactId":4711,"Name":"Baltic Crane Works","IsOwnerContact":true}"""
            : Records.Contact());
        var contact = (await host.Client.Contacts.GetAsync(4711, Token))!;

        var failure = await host.FailureAsync((client, token) => client.Contacts.ReplaceAsync(contact.Raw.Edit().Set("Name", "Other"), token));

        Assert.Equal(FailureKind.Refused, failure.Kind);
        Assert.DoesNotContain(responder.Calls, call => call.Method == "PUT");
        await host.Client.Contacts.ReplaceAsync(contact.Raw.Edit().Set("OrgNr", "1"), Token);
        Assert.Single(responder.Calls, call => call.Method == "PUT");
    }

    [Fact]
    public async Task User_of_the_crm_is_not_moved()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Person(extra: ",\"IsAssociate\":true"));
        var person = (await host.Client.Persons.GetAsync(981, Token))!;

        var failure = await host.FailureAsync((client, token) => client.Persons.ReplaceAsync(person.Raw.Edit().Set("Contact", new JsonObject { ["ContactId"] = 5 }), token));

        Assert.Equal(FailureKind.Refused, failure.Kind);
        Assert.DoesNotContain(responder.Calls, call => call.Method == "PUT");
        await host.Client.Persons.ReplaceAsync(person.Raw.Edit().Set("Title", "CEO"), Token);
        Assert.Single(responder.Calls, call => call.Method == "PUT");
    }

    [Fact]
    public async Task Draft_goes_only_where_it_is_from()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Path.Value!.EndsWith("default", StringComparison.Ordinal) ? Blank : Records.Contact());
        var known = (await host.Client.Contacts.GetAsync(4711, Token))!.Raw.Edit();
        var blank = await host.Client.Contacts.GetDefaultAsync(Token);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.Contacts.CreateAsync(known, Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.Contacts.ReplaceAsync(blank, Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.Persons.ReplaceAsync(known, Token));
        Assert.All(responder.Calls, call => Assert.Equal("GET", call.Method));
    }

    [Fact]
    public async Task Members_the_product_reads_are_read()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, context.Request.Path.StartsWithSegments("/Cust10001/api/v1/Contact")
            ? Records.Contact(extra: """
                ,"Category":{"Id":3,"Value":"Customer"},"Business":{"Id":0,"Value":""},"Country":{"CountryId":276,"Name":"Germany","TwoLetterISOCountry":"DE"},
                 "Emails":[{"Value":" info@cranes.example "},{"Value":""}],"Phones":[{"Value":"+49 1","StrippedValue":"491"}],"NoMailing":true
                """)
            : Records.Person(extra: """
                ,"Position":{"Id":2,"Value":"Manager"},"Emails":[{"Value":"ida@cranes.example"}],"NoMailing":true,"Consents":[{"ConsentPersonId":1,"ConsentPurposeKey":"STORE","LegalBaseKey":"CONSENT"},{}],"IsAssociate":true,"Source":7
                """));

        var contact = (await host.Client.GetContactAsync(4711, Token))!;
        var person = (await host.Client.GetPersonAsync(981, Token))!;

        Assert.Equal((new ListItem(3, "Customer"), null, new CountryRef(276, "Germany", "DE"), true), (contact.Category, contact.Business, contact.Country, contact.NoMailing));
        Assert.Equal(["info@cranes.example"], contact.Emails);
        Assert.Equal(["+49 1"], contact.Phones);
        Assert.Equal((new ListItem(2, "Manager"), true, true, 7), (person.Position, person.NoMailing, person.IsAssociate, person.Source));
        Assert.Equal([new Consent("STORE", "CONSENT"), new Consent("", "")], person.Consents);
        Assert.Equal(["ida@cranes.example"], person.Emails);
    }

    private static string Sale() =>
        """
        {"SaleId":77,"Heading":"Two cranes","Number":"1077","Amount":15980.266,"Currency":{"Id":44,"Value":"EUR"},"Saledate":"2026-06-01T00:00:00","Status":"Sold",
         "SaleType":{"Id":2,"Value":"Service"},"Rating":{"Id":1,"Value":"First talk"},"Probability":40,"Contact":{"ContactId":4711},"Person":{"PersonId":981},
         "Associate":{"AssociateId":11,"Name":"ANNA"},"UpdatedDate":"2026-03-02T09:14:33","CreatedDate":"2025-01-01T00:00:00","CustomFields":{"SuperOffice:5":"yes"} }
        """;
}
