using System.Text;
using Connector.SuperOffice.Webhooks;
using CsCheck;

namespace Connector.SuperOffice.Tests.Webhooks;

public sealed class WebhookEventTests
{
    [Fact]
    public void Changed_contact_as_documented_is_read_whole()
    {
        var parsed = Read("""
            {"EventId":"5d0c1f0e-6a57-4f6e-9a8b-3c1d2e4f5a6b","Timestamp":"2026-03-02T09:14:33.1204471Z",
             "Changes":["contact_id","updated_associate_id","soundEx","updated","name"],
             "Event":"contact.changed","PrimaryKey":4711,"Entity":"contact","ContextIdentifier":"Cust20001",
             "ChangedByAssociateId":12,"WebhookName":"sync-a",
             "FieldValues":{"associate_id":12,"category_idx":4,"deleted":0,"DeletedDate":"0001-01-01T00:00:00",
              "updated":"2026-03-02T10:14:33.12+01:00","userdef_id":22,"userdef2_id":0}}
            """);

        Assert.Equal("5d0c1f0e-6a57-4f6e-9a8b-3c1d2e4f5a6b", parsed.EventId);
        Assert.Equal("contact.changed", parsed.Event);
        Assert.Equal("changed", parsed.Verb);
        Assert.Equal("contact", parsed.Entity);
        Assert.Equal(4711, parsed.PrimaryKey);
        Assert.Equal(["contact_id", "updated_associate_id", "soundEx", "updated", "name"], parsed.Changes);
        Assert.Equal("Cust20001", parsed.ContextIdentifier);
        Assert.Equal(12, parsed.ChangedByAssociateId);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 14, 33, TimeSpan.Zero).AddTicks(1204471), parsed.Timestamp);
        Assert.Equal(
            new Dictionary<string, int> { ["associate_id"] = 12, ["category_idx"] = 4, ["deleted"] = 0, ["userdef_id"] = 22, ["userdef2_id"] = 0 },
            parsed.Values);
        Assert.False(parsed.IsTest);
    }

    [Theory]
    [InlineData("contact", "created")]
    [InlineData("contact", "changed")]
    [InlineData("contact", "softdeleted")]
    [InlineData("person", "created")]
    [InlineData("person", "changed")]
    [InlineData("person", "softdeleted")]
    [InlineData("sale", "created")]
    [InlineData("sale", "sold")]
    public void Event_without_field_values_is_read(string entity, string verb)
    {
        var parsed = Read($$"""{"Event":"{{entity}}.{{verb}}","Entity":"{{entity}}","PrimaryKey":981,"Changes":["{{entity}}_id","updated"]}""");

        Assert.Equal((entity, verb, 981), (parsed.Entity, parsed.Verb, parsed.PrimaryKey));
        Assert.Empty(parsed.Values);
        Assert.Null(parsed.EventId);
        Assert.Null(parsed.ChangedByAssociateId);
        Assert.Null(parsed.Timestamp);
        Assert.Null(parsed.ContextIdentifier);
    }

    [Theory]
    [InlineData("contact")]
    [InlineData("person")]
    public void Deleted_row_brings_its_values(string entity)
    {
        var parsed = Read($$"""
            {"Event":"{{entity}}.deleted","Entity":"{{entity}}","PrimaryKey":981,"Changes":[],
             "Values":{"associate_id":5,"contact_id":4711,"person_id":981}
            }
            """);

        Assert.Empty(parsed.Changes);
        Assert.Equal(4711, parsed.Values["contact_id"]);
        Assert.Equal(5, parsed.Values["associate_id"]);
    }

    [Fact]
    public void Test_event_without_a_key_is_read()
    {
        var parsed = Read("""{"EventId":"x","Event":"test","Entity":"","PrimaryKey":0,"Changes":[],"ContextIdentifier":"Default"}""");

        Assert.True(parsed.IsTest);
        Assert.Equal("", parsed.Verb);
        Assert.Equal(0, parsed.PrimaryKey);
    }

    [Fact]
    public void State_of_a_webhook_is_read()
    {
        var parsed = Read("""{"Event":"webhook.errors","Entity":"webhook","PrimaryKey":123,"Changes":null,"ChangedByAssociateId":0}""");

        Assert.Equal(("webhook", "errors", 123), (parsed.Entity, parsed.Verb, parsed.PrimaryKey));
    }

    [Fact]
    public void Names_are_compared_without_case_and_unknown_members_ignored()
    {
        var parsed = Read("""{"EVENT":"Contact.Changed","entity":"Contact","primarykey":"17","Custom":{"deep":[1,{"x":null}]},"changes":["orgNr"]}""");

        Assert.Equal(("contact.changed", "contact", 17), (parsed.Event, parsed.Entity, parsed.PrimaryKey));
        Assert.Equal(["orgNr"], parsed.Changes);
    }

    [Fact]
    public void Member_given_twice_counts_as_it_stands_last()
    {
        var parsed = Read("""
            {"Event":"contact.created","PrimaryKey":1,"Changes":["name"],"FieldValues":{"a":1},
             "EVENT":"contact.changed","primaryKey":2,"Changes":null,"FieldValues":{"b":1,"B":2}}
            """);

        Assert.Equal(("contact.changed", 2), (parsed.Event, parsed.PrimaryKey));
        Assert.Empty(parsed.Changes);
        Assert.Equal(new Dictionary<string, int> { ["b"] = 2 }, parsed.Values);
    }

    [Fact]
    public void Encoded_integers_count_and_other_values_do_not()
    {
        var parsed = Read("""
            {"Event":"y_car.changed","FieldValues":{"y_car.x_owner":"[I:6]","text":"6","big":99999999999,"half":1.5,"yes":true,"none":null,"o":{},"n":"[I:-3]"}}
            """);

        Assert.Equal(new Dictionary<string, int> { ["y_car.x_owner"] = 6, ["n"] = -3 }, parsed.Values);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"contact.changed\"")]
    [InlineData("{")]
    [InlineData("{\"Event\":\"a\"} x")]
    [InlineData("{\"Event\":\"a\"}{}")]
    [InlineData("{}")]
    [InlineData("{\"Event\":null}")]
    [InlineData("{\"Event\":\"  \"}")]
    [InlineData("{\"Event\":5}")]
    [InlineData("{\"Event\":\"a\\nb\"}")]
    [InlineData("{\"Event\":\"a\\u0000b\"}")]
    [InlineData("{\"Event\":\"\\ud800\"}")]
    [InlineData("{\"Event\":\"a\",}")]
    [InlineData("{\"Event\":\"a\"/*x*/}")]
    [InlineData("<html>502</html>")]
    public void Unreadable_body_is_refused(string body) => AssertRefused(Encoding.UTF8.GetBytes(body));

    [Fact]
    public void Excess_is_refused()
    {
        AssertRefused(Encoding.UTF8.GetBytes($$"""{"Event":"{{new string('a', 101)}}"}"""));
        AssertRefused(Encoding.UTF8.GetBytes($$"""{"Event":"a","x":{{new string('[', 500)}}{{new string(']', 500)}}}"""));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        AssertRefused([.. "{\"Event\":\"a\",\"Custom\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        AssertRefused(Encoding.Unicode.GetBytes("{\"Event\":\"a\"}"));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData("9999-99-99T00:00:00Z")]
    public void Unreadable_timestamp_is_no_reason_to_refuse(string timestamp) =>
        Assert.Null(Read($$"""{"Event":"a","Timestamp":"{{timestamp}}"}""").Timestamp);

    [Fact]
    public void Timestamp_without_a_zone_is_utc() =>
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), Read("""{"Event":"a","Timestamp":"2026-03-02T09:00:00"}""").Timestamp);

    [Fact]
    public void Error_quotes_nothing_of_the_body()
    {
        foreach (var body in new[] { "{\"Event\":\"contact.created\",\"PrimaryKey\":\"s3cret\"}", "s3cret", "{\"Event\":\"a\",\"s3cret\":\"\\ud800\",\"Event\":\"\\ud800\"}" })
        {
            Assert.False(WebhookEvent.TryParse(Encoding.UTF8.GetBytes(body), out _, out var error));
            Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Any_bytes_are_answered_without_a_throw() =>
        Gen.Byte.Array[0, 300].Sample(bytes => WebhookEvent.TryParse(bytes, out var parsed, out var error) ? parsed is not null : error is not null);

    [Fact]
    public void Any_json_is_answered_without_a_throw()
    {
        var names = Gen.OneOf("Event", "EventId", "PrimaryKey", "Changes", "FieldValues", "Values", "Timestamp", "Entity", "ChangedByAssociateId", "x");
        var scalar = Gen.OneOf(
            Gen.OneOf("null", "true", "\"\\ud800\"", "\"[I:6]\"", "\"[I:]\"", "1e400", "-0", "\"contact.changed\"", "\"\""),
            Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Gen.Char.Array[0, 20].Select(text => System.Text.Json.JsonSerializer.Serialize(new string(text))));
        var members = (Gen<string> value) => Gen.Select(names, value).Array[0, 6]
            .Select(pairs => "{" + string.Join(',', pairs.Select(pair => $"\"{pair.Item1}\":{pair.Item2}")) + "}");
        var nested = Gen.OneOf(scalar, scalar.Array[0, 4].Select(items => "[" + string.Join(',', items) + "]"), members(scalar));

        members(nested).Sample(json =>
        {
            var readable = WebhookEvent.TryParse(Encoding.UTF8.GetBytes(json), out var parsed, out var error);
            return readable ? parsed!.Event.Length > 0 && error is null : !string.IsNullOrEmpty(error);
        });
    }

    private static WebhookEvent Read(string body)
    {
        Assert.True(WebhookEvent.TryParse(Encoding.UTF8.GetBytes(body), out var parsed, out var error), error);
        return parsed;
    }

    private static void AssertRefused(byte[] body)
    {
        Assert.False(WebhookEvent.TryParse(body, out var parsed, out var error));
        Assert.Null(parsed);
        Assert.InRange(error.Length, 5, 100);
    }
}
