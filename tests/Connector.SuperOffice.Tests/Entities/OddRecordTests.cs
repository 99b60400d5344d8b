using System.Text.Json.Nodes;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.AspNetCore.Http;

namespace Connector.SuperOffice.Tests.Entities;

/// <summary>Records that are not as documented: what decides nothing is passed over, what decides is a failure that names it.</summary>
public sealed class OddRecordTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> Odd = new()
    {
        ["null"] = "null",
        ["true"] = "true",
        ["number"] = "-7",
        ["huge"] = "1e400",
        ["word"] = "\"word\"",
        ["half a character"] = "\"\\ud800\"",
        ["list"] = "[]",
        ["list of odd"] = """[null,7,"\ud800",[[]],{},{"Value":7,"PersonId":"x","Id":{} }]""",
        ["object"] = "{}",
        ["object of odd"] = """{"Id":{},"Value":[],"CountryId":"x","Name":{},"City":{"a":1},"Street":"x","Postal":[],"LocalizedAddress":"x"}""",
        ["absent"] = "",
    };

    private Responder _responder = null!;
    private ClientHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _responder = await Responder.StartAsync();
        _host = ClientHost.For(_responder);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _responder.DisposeAsync();
    }

    public static TheoryData<string> IdleOfContacts =>
        ["Emails", "Phones", "Faxes", "Urls", "Address", "Category", "Business", "Country", "OrgNr", "Persons", "NoMailing", "Interests", "TableRight", "FieldProperties", "UpdatedBy", "_Links", "Custom"];

    public static TheoryData<string> IdleOfPersons => ["Emails", "MobilePhones", "Position", "Source", "Consents", "FullName", "Firstname", "Address", "UpdatedBy", "Custom"];

    [Theory]
    [MemberData(nameof(IdleOfContacts))]
    public async Task A_contact_is_read_whatever_stands_where_nothing_is_decided(string member)
    {
        foreach (var (odd, value) in Odd)
        {
            Answer(With(Records.Contact(), member, value));

            var contact = await _host.Client.GetContactAsync(4711, Token);

            Assert.True(contact is { Name: "Baltic Crane Works" }, odd);
            Assert.Equal("[I:14]", contact.Fields["SuperOffice:83"]);
            Assert.Equal(member == "Urls" ? "" : "https://cranes.example", contact.Website);
            Assert.Equal(member == "Address" ? "" : "Rostock", contact.City);
        }
    }

    [Theory]
    [MemberData(nameof(IdleOfPersons))]
    public async Task A_person_is_read_whatever_stands_where_nothing_is_decided(string member)
    {
        foreach (var (odd, value) in Odd)
        {
            Answer(With(Records.Person(), member, value));

            Assert.True(await _host.Client.GetPersonAsync(981, Token) is { Title: "Head of Purchasing", ContactId: 4711 }, odd);
        }
    }

    [Theory]
    [InlineData("Name", "{}")]
    [InlineData("Name", "\"\\ud800\"")]
    [InlineData("Associate", "[]")]
    [InlineData("Associate", """{"AssociateId":"x"}""")]
    [InlineData("Deleted", "\"perhaps\"")]
    [InlineData("DeletedDate", "\"yesterday\"")]
    [InlineData("UpdatedDate", "7")]
    public async Task What_decides_is_a_failure(string member, string value)
    {
        Answer(With(Records.Contact(), member, value));

        var failure = await _host.FailureAsync((client, token) => client.GetContactAsync(4711, token));

        Assert.Equal((FailureKind.Unreadable, FailureScope.Entity), (failure.Kind, failure.Scope));
    }

    [Theory]
    [InlineData("Title", "{}")]
    [InlineData("Retired", "\"perhaps\"")]
    [InlineData("NoMailing", "{}")]
    [InlineData("IsAssociate", "[]")]
    [InlineData("Contact", "7")]
    public async Task What_decides_about_a_person_is_a_failure_that_names_it(string member, string value)
    {
        Answer(With(Records.Person(), member, value));

        var failure = await _host.FailureAsync((client, token) => client.GetPersonAsync(981, token));

        Assert.Equal(FailureKind.Unreadable, failure.Kind);
        Assert.Contains(member, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_list_what_can_be_read_is_read()
    {
        var odd = """[7,{"Value":null},{"Value":[]},{"Value":"one"},null,{"Value":" two "}]""";
        Answer(With(With(Records.Contact(), "Emails", odd), "Persons", """[{"PersonId":5},{"PersonId":"x"},{},7,{"PersonId":"6"}]"""));

        var contact = (await _host.Client.GetContactAsync(4711, Token))!;

        Assert.Equal(["one", "two"], contact.Emails);
        Assert.Equal([5, 6], contact.PersonIds);
    }

    /// <summary>As it was met: mapped fields are simple, one that nobody asks for is not.</summary>
    [Fact]
    public async Task A_field_that_is_none_harms_whoever_asks_for_it_and_nobody_else()
    {
        Answer(Records.Contact(customFields: """{"SuperOffice:83":"[I:0]","SuperOffice:84":"","x_mo":{"a":1} }"""));

        var fields = (await _host.Client.GetContactAsync(4711, Token))!.Fields;

        Assert.Equal(("[I:0]", ""), (fields["SuperOffice:83"], fields.GetValueOrDefault("SuperOffice:84")));
        Assert.Null(fields.GetValueOrDefault("SuperOffice:85"));
        foreach (Func<object?> use in new Func<object?>[] { () => fields["x_mo"], () => fields.GetValueOrDefault("x_mo"), () => fields.ContainsKey("x_mo") })
        {
            var failure = Assert.Throws<SuperOfficeException>(use);
            Assert.Equal((FailureKind.Unreadable, FailureScope.Entity), (failure.Kind, failure.Scope));
            Assert.Contains("x_mo is Object", failure.Message, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, string, string?> Places => new()
    {
        // CustomFields, UserDefinedFields, the field: null if it is empty, "odd" if asking for it fails.
        { """{"f":"new"}""", """{"f":"old"}""", "new" },
        { """{"f":""}""", """{"f":"old"}""", "old" },
        { """{"f":null}""", """{"f":"old"}""", "old" },
        { """{}""", """{"f":"old"}""", "old" },
        { """{"f":""}""", """{"f":""}""", "" },
        { """{"f":""}""", "null", "" },
        { "\"\"", """{"f":"old"}""", "old" },
        { "[]", """{"f":"old"}""", "old" },
        { "null", """{"f":"old"}""", "old" },
        { """{"f":"[I:0]"}""", """{"f":"[I:7]"}""", "[I:0]" },
        { """{"f":"new"}""", """{"f":{} }""", "new" },
        { """{"f":"new"}""", """["f"]""", "new" },
        { """{"f":"new"}""", "\"x\"", "new" },
        { """{"f":""}""", """{"f":[] }""", "odd" },
        { """{"f":[]}""", """{"f":"old"}""", "odd" },
        { """{"f":{}}""", "null", "odd" },
        { """{"f":"\ud800"}""", "null", "odd" },
        { """{"g":{} }""", """{"f":null}""", null },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_field_is_full_if_either_place_says_so(string customFields, string userDefinedFields, string? expected)
    {
        Answer(Records.Contact(customFields: customFields, userDefinedFields: userDefinedFields));

        var fields = (await _host.Client.GetContactAsync(4711, Token))!.Fields;

        if (expected == "odd")
        {
            Assert.Throws<SuperOfficeException>(() => fields.GetValueOrDefault("f"));
        }
        else
        {
            Assert.Equal(expected, fields.GetValueOrDefault("f"));
        }
    }

    [Theory]
    [InlineData("""[[{"Name":"Address1","Value":"Kai 1"}],[{"Name":"Zipcode","Value":"18055"},{"Name":"City","Value":" Rostock ","AddressType":"StreetAddress"}]]""", "Rostock")]
    [InlineData("""[[{"Name":"City","Value":"Postfach","AddressType":"PostalAddress"}],[{"Name":"City","Value":"Rostock","AddressType":"ContactStreetAddress"}]]""", "Rostock")]
    [InlineData("""[[{"Name":"PostalCity","Value":"Postfach"},{"Name":"streetCity","Value":"Rostock"}]]""", "Rostock")]
    [InlineData("""[[{"Name":"StreetCity","Value":""},{"Name":"PostalCity","Value":"Wismar"}]]""", "Wismar")]
    [InlineData("""[[{"Name":"City","Value":"Rostock"}]]""", "Rostock")]
    [InlineData("""[null,7,{},[null,7,{"Name":7},{"Name":"City"},{"Name":"City","Value":{} },{"Name":"City","Value":"Rostock","AddressType":[]}]]""", "Rostock")]
    [InlineData("""[[{"Name":"County","Value":"Mecklenburg"}]]""", "")]
    [InlineData("[]", "")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    public async Task A_city_that_stands_in_the_localized_address_only_is_read(string localized, string city)
    {
        foreach (var rest in new[] { "", ",\"Street\":null,\"Postal\":null", ",\"Street\":{\"City\":\"\"},\"Postal\":{}", ",\"Street\":[],\"Postal\":7" })
        {
            Answer(With(Records.Contact(), "Address", $$"""{"LocalizedAddress":{{localized}}{{rest}}}"""));

            Assert.Equal(city, (await _host.Client.GetContactAsync(4711, Token))!.City);
        }
    }

    [Fact]
    public async Task The_street_address_counts_before_the_localized_one()
    {
        const string localized = """[[{"Name":"City","Value":"Elsewhere","AddressType":"StreetAddress"}]]""";
        Answer(With(Records.Contact(), "Address", $$"""{"LocalizedAddress":{{localized}},"Street":{"City":"Rostock"} }"""));

        Assert.Equal("Rostock", (await _host.Client.GetContactAsync(4711, Token))!.City);
    }

    [Fact]
    public async Task A_byte_order_mark_before_any_answer_is_passed_over()
    {
        var state = _responder.StateJson();
        _responder.State = context => context.Response.WriteAsync("\uFEFF" + state, Token);
        _responder.Token = context => Responder.Json(
            context, 200, $$"""{{"\uFEFF"}}{"token_type":"Bearer","access_token":"8A:{{Responder.Tenant}}.{{ClientHost.Secret}}","expires_in":3600}""");
        Answer("\uFEFF" + Records.Contact());

        Assert.Equal("Baltic Crane Works", (await _host.Client.GetContactAsync(4711, Token))?.Name);
    }

    private void Answer(string body) => _responder.Api = context => Responder.Json(context, 200, body);

    /// <summary>The record with one member replaced; without it if the value is empty.</summary>
    private static string With(string record, string member, string value)
    {
        var whole = JsonNode.Parse(record)!.AsObject();
        whole.Remove(member);
        var rest = whole.ToJsonString();
        return value.Length == 0 ? rest : $"{rest[..^1]},\"{member}\":{value}}}";
    }
}
