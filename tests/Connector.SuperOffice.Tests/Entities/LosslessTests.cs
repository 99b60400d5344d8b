using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Tests.Responding;
using CsCheck;

namespace Connector.SuperOffice.Tests.Entities;

/// <summary>Whatever a record holds that nobody here knows survives being written back, and a patch touches nothing but the fields it names.</summary>
public sealed class LosslessTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Char.Array[1, 12].Select(chars => new string(chars)).Where(text => !text.Any(char.IsSurrogate)),
        Gen.OneOf("a/b", "~", "~1", "~01", "\"quoted\"", "back\\slash", "ø“”", "🏗️ cranes", "SuperOffice:83", "x_extra", "\u2028", "</script>"));

    private static readonly Gen<string> Keys = Texts.Where(key => !string.IsNullOrWhiteSpace(key) && !key.Any(char.IsControl) && !FieldsReader.IsDisplayText(key));

    // Texts of numbers that a detour over double or int would change.
    private static readonly Gen<string> Numbers = Gen.OneOf("0", "-0", "1.10", "1e5", "1E+2", "12345678901234567890", "0.1000000000000000055511151231257827", "-7");

    private static readonly Gen<string> Values = Gen.Recursive<string>((depth, value) => depth > 3
        ? Numbers
        : Gen.OneOf(
            Numbers,
            Gen.OneOf("true", "false", "null", "[]", "{}"),
            Texts.Select(Quote),
            value.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(Keys, value).Array[0, 3].Select(Object)));

    private static readonly Gen<string> Fields = Gen.Select(Keys, Texts.Select(Quote)).Array[0, 6].Select(Object);

    [Fact]
    public void Record_written_back_is_the_record_that_was_read() =>
        Gen.Select(Gen.Select(Keys.Select(key => "Foreign" + key), Values).Array[0, 5], Fields, Fields).Sample((foreign, custom, elder) =>
        {
            var answer = Record(foreign, custom, elder);

            var body = Read(answer).Raw.Edit().ToBody();

            return AreSame(JsonDocument.Parse(answer).RootElement, JsonDocument.Parse(body).RootElement);
        });

    [Fact]
    public void Change_of_one_field_leaves_all_else_as_it_was() =>
        Gen.Select(Gen.Select(Keys.Select(key => "Foreign" + key), Values).Array[0, 5], Fields, Keys, Texts).Sample((foreign, custom, key, value) =>
        {
            var answer = Record(foreign, custom, "null");

            var draft = Read(answer).Raw.Edit().SetField(key, value);
            var body = JsonNode.Parse(draft.ToBody())!.AsObject();

            var expected = JsonNode.Parse(answer)!.AsObject();
            expected["CustomFields"]!.AsObject()[key] = value;
            return JsonNode.DeepEquals(expected, body) && expected.Select(member => member.Key).SequenceEqual(body.Select(member => member.Key));
        });

    [Fact]
    public void Patch_sets_the_fields_it_names_and_no_other() =>
        Gen.Select(
            Gen.Select(Keys.Select(key => "Foreign" + key), Values).Array[0, 3], Fields, Gen.Dictionary(Keys, Texts)[1, 4]).Sample((foreign, custom, set) =>
        {
            var record = JsonNode.Parse(Record(foreign, custom, "null"))!.AsObject();
            var held = record["CustomFields"]!.AsObject();
            var expected = set.Keys.ToDictionary(key => key, key => (string?)held[key]);

            var patched = JsonPatching.Apply(record, Patch(set, expected))!;

            foreach (var (key, value) in set)
            {
                held[key] = value;
            }

            return JsonNode.DeepEquals(record, patched);
        });

    [Fact]
    public void Patch_is_stopped_by_any_field_that_holds_something_else() =>
        Gen.Select(Fields, Gen.Dictionary(Keys, Texts)[1, 4], Gen.Int[0, 3], Texts)
            .Sample((custom, set, which, other) =>
            {
                var record = JsonNode.Parse(Record([], custom, "null"))!.AsObject();
                var held = record["CustomFields"]!.AsObject();
                var expected = set.Keys.ToDictionary(key => key, key => (string?)held[key]);
                var moved = set.Keys.ElementAt(which % set.Count);
                var stays = expected[moved] == other;
                expected[moved] = other;

                return stays == (JsonPatching.Apply(record, Patch(set, expected)) is not null);
            });

    [Theory]
    [InlineData("""{"SuperOffice:83":"[I:14]","SuperOffice:83:DisplayText":"Cranes","SuperOffice:83:DisplayTooltip":""}""")]
    public void Display_texts_are_not_written_back(string fields)
    {
        var body = JsonNode.Parse(Read(Records.Contact(customFields: fields, userDefinedFields: fields)).Raw.Edit().ToBody())!;

        Assert.Equal("""{"SuperOffice:83":"[I:14]"}""", body["CustomFields"]!.ToJsonString());
        Assert.Equal("""{"SuperOffice:83":"[I:14]"}""", body["UserDefinedFields"]!.ToJsonString());
    }

    [Fact]
    public void Field_is_set_wherever_the_record_has_it()
    {
        var both = JsonNode.Parse(Read(Records.Contact(customFields: """{"a":"1"}""", userDefinedFields: """{"a":"1"}""")).Raw.Edit()
            .SetField("a", "2").SetField("x_new", "3").ToBody())!;
        Assert.Equal(("""{"a":"2","x_new":"3"}""", """{"a":"2"}"""), (both["CustomFields"]!.ToJsonString(), both["UserDefinedFields"]!.ToJsonString()));

        var elder = JsonNode.Parse(Read(Records.Contact(customFields: "null", userDefinedFields: """{"a":"1"}""")).Raw.Edit().SetField("b", "2").ToBody())!;
        Assert.Null(elder["CustomFields"]);
        Assert.Equal("""{"a":"1","b":"2"}""", elder["UserDefinedFields"]!.ToJsonString());
    }

    [Fact]
    public void Member_is_set_as_the_api_spells_it()
    {
        var body = JsonNode.Parse(Read(Records.Contact()).Raw.Edit().Set("NAME", "New").Set("address/postal/CITY", "Kiel").Set("Country/CountryId", 578).ToBody())!;

        Assert.Equal(("New", "Kiel", 578), ((string)body["Name"]!, (string)body["Address"]!["Postal"]!["City"]!, (int)body["Country"]!["CountryId"]!));
        Assert.Equal("Rostock", (string)body["Address"]!["Street"]!["City"]!);
        Assert.DoesNotContain(body.AsObject(), member => member.Key == "NAME");
    }

    [Fact]
    public void Record_made_by_hand_cannot_be_written_back()
    {
        Assert.True(RecordJson.None.IsNone);
        Assert.Throws<InvalidOperationException>(() => RecordJson.None.Edit());
    }

    [Fact]
    public void Record_prints_nothing_of_what_it_holds() =>
        Assert.DoesNotContain("secret@example.org", Read(Records.Contact(extra: ""","Emails":[{"Value":"secret@example.org"}]""")).ToString(), StringComparison.Ordinal);

    private static ContactRecord Read(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return RecordReader.Contact(document.RootElement, 4711);
    }

    private static JsonArray Patch(IReadOnlyDictionary<string, string> set, Dictionary<string, string?> expected)
    {
        var patch = new FieldPatch { Set = set, Expected = expected, ReadVersion = Patches.ReadVersion };
        return JsonNode.Parse(FieldPatchDocument.ToCall(CrmEntity.Contact, 4711, patch, WritePrecondition.Test).Body.Span)!.AsArray();
    }

    private static string Record((string Key, string Value)[] foreign, string custom, string elder) =>
        Object([("ContactId", "4711"), .. foreign, ("UpdatedDate", "\"2026-03-02T09:14:33\""), ("CustomFields", custom), ("UserDefinedFields", elder), ("Name", "\"Ærø\"")]);

    private static string Object((string Key, string Value)[] members) =>
        $"{{{string.Join(',', members.DistinctBy(member => member.Key).Select(member => $"{Quote(member.Key)}:{member.Value}"))}}}";

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    // Numbers by their digits, members by their order.
    private static bool AreSame(JsonElement left, JsonElement right) => left.ValueKind == right.ValueKind && left.ValueKind switch
    {
        JsonValueKind.Object => left.EnumerateObject().Select(member => member.Name).SequenceEqual(right.EnumerateObject().Select(member => member.Name))
            && left.EnumerateObject().Zip(right.EnumerateObject()).All(pair => AreSame(pair.First.Value, pair.Second.Value)),
        JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength()
            && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => AreSame(pair.First, pair.Second)),
        JsonValueKind.String => left.GetString() == right.GetString(),
        _ => left.GetRawText() == right.GetRawText(),
    };
}
