using System.Text;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Webhooks;

namespace Connector.SuperOffice.Tests.Webhooks;

/// <summary>
/// Every member of an event × everything it should not be. By what decides nothing no event is lost; what decides is refused, and the
/// error names it.
/// </summary>
public sealed class OddMemberTests
{
    private const string Nothing = "nothing";

    private static readonly string[] Decisive = ["Event", "ContextIdentifier", "PrimaryKey"];

    private static readonly Dictionary<string, string> Odd = new()
    {
        ["null"] = "null",
        ["true"] = "true",
        ["negative"] = "-1",
        ["number"] = "20260302",
        ["fraction"] = "1.5",
        ["huge number"] = "1e400",
        ["long number"] = "99999999999999999999",
        ["word"] = "\"word\"",
        ["empty text"] = "\"\"",
        ["long text"] = $"\"{new string('a', 5000)}\"",
        ["control character"] = "\"a\\u001bb\"",
        ["half a character"] = "\"\\ud800\"",
        ["list"] = "[]",
        ["list of odd"] = "[1,null,\"\\ud800\",{},[]]",
        ["object"] = "{}",
        ["nested"] = $"{string.Concat(Enumerable.Repeat("{\"a\":[", 20))}1{string.Concat(Enumerable.Repeat("]}", 20))}",
        [Nothing] = "",
    };

    public static TheoryData<string, string> Members
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in new[] { "EventId", "Timestamp", "Changes", "Event", "PrimaryKey", "Entity", "ContextIdentifier", "ChangedByAssociateId", "WebhookName", "FieldValues", "Values", "Custom", "\\ud800" })
            {
                foreach (var odd in Odd.Keys)
                {
                    data.Add(name, odd);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Members))]
    public void An_event_is_lost_only_by_what_decides(string member, string odd)
    {
        var readable = WebhookEvent.TryParse(With("contact.changed", member, Odd[odd]), out var parsed, out var error);

        if (Decisive.Contains(member) && !Decides(member, odd))
        {
            Assert.False(readable);
            Assert.StartsWith(member, error, StringComparison.Ordinal);
            return;
        }

        Assert.True(readable, error);
        Assert.Equal(member == "Event" ? Odd[odd].Trim('"') : "contact.changed", parsed!.Event);
        Assert.Equal(member == "Changes" && odd is not ("null" or "list" or Nothing), parsed.HasUnreadableChanges);
        if (member == "ChangedByAssociateId")
        {
            Assert.Equal(odd == "number" ? 20260302 : null, parsed.ChangedByAssociateId);
        }
    }

    [Theory]
    [InlineData("sale.changed")]
    [InlineData("list.108.changed")]
    [InlineData("webhook12.errors")]
    [InlineData("contactless.changed")]
    public void What_nobody_works_on_needs_no_key(string name)
    {
        foreach (var odd in Odd.Values)
        {
            Assert.True(WebhookEvent.TryParse(With(name, "PrimaryKey", odd), out var parsed, out var error), error);
            Assert.True(parsed.PrimaryKey is 0 or 20260302);
        }
    }

    [Theory]
    [InlineData("""["name",1]""", "name")]
    [InlineData("""[null,"phone"]""", "phone")]
    [InlineData("""["\ud800"]""", "")]
    [InlineData("""["a\nb","name"]""", "name")]
    [InlineData("""{"name":1}""", "")]
    [InlineData("\"name\"", "")]
    public void Of_odd_changes_the_readable_ones_are_read(string changes, string read)
    {
        Assert.True(WebhookEvent.TryParse(With("person.changed", "Changes", changes), out var parsed, out _));

        Assert.Equal(read, string.Join(',', parsed.Changes));
        Assert.True(parsed.HasUnreadableChanges);
    }

    [Fact]
    public void Excess_of_changes_is_told()
    {
        foreach (var changes in new[] { $"[{string.Join(',', Enumerable.Repeat("\"name\"", 1001))}]", $"[\"{new string('c', 201)}\"]" })
        {
            Assert.True(WebhookEvent.TryParse(With("person.changed", "Changes", changes), out var parsed, out _));
            Assert.True(parsed.HasUnreadableChanges);
        }
    }

    /// <summary>As it was met.</summary>
    [Fact]
    public void Nobodys_id_changes_nothing()
    {
        Assert.True(WebhookEvent.TryParse(
            """
            {"EventId":"0c6cf3c9-7f83-4e05-a3f2-5b1c9b6f1a11","Timestamp":"2026-11-28T21:00:00.5806215Z","Changes":["contact_id","name"],"Event":"contact.changed",
             "PrimaryKey":7,"Entity":"contact","ContextIdentifier":"Cust10001","ChangedByAssociateId":-1}
            """u8, out var parsed, out var error), error);

        Assert.Equal((7, null), (parsed.PrimaryKey, parsed.ChangedByAssociateId));
    }

    private static bool Decides(string member, string odd) => member switch
    {
        "Event" => odd == "word",
        "ContextIdentifier" => odd is "word" or "null" or "empty text" or Nothing,
        _ => odd is "number" or "null" or Nothing,
    };

    /// <summary>A whole event with one member replaced; without it if the value is empty.</summary>
    private static byte[] With(string name, string member, string value)
    {
        var whole = new JsonObject
        {
            ["EventId"] = "5d0c1f0e-6a57-4f6e-9a8b-3c1d2e4f5a6b",
            ["Timestamp"] = "2026-03-02T09:14:33.1204471Z",
            ["Changes"] = new JsonArray("contact_id", "name"),
            ["Event"] = name,
            ["PrimaryKey"] = 4711,
            ["Entity"] = "contact",
            ["ContextIdentifier"] = "Cust20001",
            ["ChangedByAssociateId"] = 12,
            ["FieldValues"] = new JsonObject { ["associate_id"] = 12 },
        };
        whole.Remove(member);
        var rest = whole.ToJsonString();
        return Encoding.UTF8.GetBytes(value.Length == 0 ? rest : $"{rest[..^1]},\"{member}\":{value}}}");
    }
}
