using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Entities;

public sealed class RecordTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contact_is_read_as_documented()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Contact());

        var contact = (await host.Client.GetContactAsync(4711, Token))!;

        Assert.Equal(4711, contact.ContactId);
        Assert.Equal(("Baltic Crane Works", "https://cranes.example", "Rostock", "HRB 4711"), (contact.Name, contact.Website, contact.City, contact.OrgNr));
        Assert.Equal(["https://cranes.example", "cranes.test"], contact.Websites);
        Assert.Equal(new AssociateRef(11, "ANNA"), contact.Owner);
        Assert.Equal([981, 982], contact.PersonIds);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 14, 33, TimeSpan.Zero), contact.UpdatedDate);
        Assert.False(contact.Deleted);
        Assert.Equal(new Dictionary<string, string> { ["SuperOffice:83"] = "[I:14]" }, contact.Fields);
        Assert.Equal("/Cust10001/api/v1/Contact/4711", Assert.Single(responder.Calls).Path);
    }

    [Fact]
    public async Task Person_is_read_as_documented_with_custom_fields_winning()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Person());

        var person = (await host.Client.GetPersonAsync(981, Token))!;

        Assert.Equal((981, 4711, "Ida Mohn", "Head of Purchasing"), (person.PersonId, person.ContactId, person.FullName, person.Title));
        Assert.Equal("Buyer", person.Fields["SuperOffice:20"]);
        Assert.False(person.Retired);
    }

    [Fact]
    public async Task Sparse_record_is_read()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, """
            {"contactid":1,"NAME":null,"updateddate":"0001-01-01T00:00:00","createddate":"2025-01-01T00:00:00","UserDefinedFields":{},"Deleted":1,
             "Urls":null,"Address":{"Street":null,"Postal":{"City":"Kiel"} },"Associate":null,"Persons":[]}
            """);

        var contact = (await host.Client.GetContactAsync(1, Token))!;

        Assert.Equal(("", "", "Kiel", ""), (contact.Name, contact.Website, contact.City, contact.OrgNr));
        Assert.Null(contact.Owner);
        Assert.True(contact.Deleted);
        Assert.Equal(2025, contact.UpdatedDate.Year);
        Assert.Empty(contact.Fields);
    }

    [Theory]
    [InlineData("""{"AssociateId":12,"Name":"BERND"}""", 12)]
    [InlineData("""{"AssociateId":"12"}""", 12)]
    [InlineData("""{"AssociateId":0}""", null)]
    [InlineData("""{"AssociateId":-1}""", null)]
    [InlineData("""{"AssociateId":1e3}""", null)]
    [InlineData("""{"AssociateId":99999999999}""", null)]
    [InlineData("""{"AssociateId":{}}""", null)]
    [InlineData("""{"AssociateId":null}""", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("\"BERND\"", null)]
    public async Task Who_changed_a_record_last_is_read_and_an_odd_one_is_nobody(string updatedBy, int? expected)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(
            context, 200, $$"""{"ContactId":1,"UpdatedDate":"2025-01-01T00:00:00","UserDefinedFields":{},"UpdatedBy":{{updatedBy}}}""");

        Assert.Equal(expected, (await host.Client.GetContactAsync(1, Token))!.UpdatedBy);
    }

    [Theory]
    [InlineData("""{"ContactId":0}""")]
    [InlineData("null")]
    public async Task Person_without_a_company_is_read(string contact)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Person(contact: contact));

        Assert.Null((await host.Client.GetPersonAsync(981, Token))!.ContactId);
    }

    [Theory]
    [InlineData(",\"DeletedDate\":\"2026-01-01T00:00:00\"", true)]
    [InlineData(",\"DeletedDate\":\"0001-01-01T00:00:00\"", false)]
    public async Task Date_of_deletion_counts_unless_it_lies_in_year_one(string extra, bool deleted)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Contact(extra: extra));

        Assert.Equal(deleted, (await host.Client.GetContactAsync(4711, Token))!.Deleted);
    }

    [Fact]
    public async Task Fields_are_read_from_both_places_without_their_display_texts()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Contact(
            customFields: """{"SuperOffice:83":"[I:14]","SuperOffice:83:DisplayText":"Cranes","SuperOffice:83:DisplayTooltip":"","x_count":7,"x_flag":true,"none":null}""",
            userDefinedFields: """{"SuperOffice:83":"[I:11]","machine_type":"Old","SuperOffice:83:DisplayText":"Retail"}"""));

        var fields = (await host.Client.GetContactAsync(4711, Token))!.Fields;

        Assert.Equal(
            new Dictionary<string, string> { ["SuperOffice:83"] = "[I:14]", ["machine_type"] = "Old", ["x_count"] = "7", ["x_flag"] = "True" },
            fields);
    }

    [Theory]
    [InlineData("""["[I:14]"]""")]
    [InlineData("\"[I:14]\"")]
    [InlineData("14")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Odd_fields_are_a_failure_and_never_empty(string customFields)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var body = Records.Contact(customFields: customFields);
        responder.Api = context => Responder.Json(context, 200, body);

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(4711, token));

        Assert.Equal((FailureKind.Unreadable, FailureScope.Entity), (failure.Kind, failure.Scope));
        Assert.Equal(body, failure.RawAnswer);
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("{\"ContactId\":4711,")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"ContactId":4712,"UpdatedDate":"2026-03-02T09:14:33","CustomFields":{}}""")]
    [InlineData("""{"ContactId":4711,"UpdatedDate":"yesterday","CustomFields":{}}""")]
    [InlineData("""{"ContactId":4711,"CustomFields":{}}""")]
    [InlineData("""{"ContactId":4711,"UpdatedDate":"2026-03-02T09:14:33","CustomFields":{},"Name":{"x":1}}""")]
    [InlineData("""{"ContactId":4711,"UpdatedDate":"2026-03-02T09:14:33","CustomFields":{},"Associate":[]}""")]
    public async Task Odd_answer_is_a_failure_with_the_raw_text_at_hand(string body)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, body);

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(4711, token));

        Assert.Equal(FailureKind.Unreadable, failure.Kind);
        Assert.Equal(body, failure.RawAnswer);
        Assert.StartsWith("The answer to GET v1/Contact/{id} cannot be read: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_record_is_none_and_an_id_that_cannot_be_is_not_asked_for()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);

        Assert.Null(await host.Client.GetContactAsync(99999, Token));
        Assert.Null(await host.Client.GetPersonAsync(99999, Token));
        Assert.Null(await host.Client.GetContactAsync(0, Token));
        Assert.Equal(2, responder.Calls.Count);
    }

    [Fact]
    public async Task Page_of_another_server_is_not_taken_for_a_missing_record()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 404, "<html>IIS: not found</html>");

        Assert.Equal(FailureKind.Transient, (await host.FailureAsync((client, token) => client.GetContactAsync(1, token))).Kind);
    }
}
