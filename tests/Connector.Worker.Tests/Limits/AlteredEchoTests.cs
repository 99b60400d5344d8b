extern alias enricher;

using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Jobs.Audit;
using Connector.Jobs.Ledger;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>
/// The CRM keeps a text otherwise than it was sent, while something else of the answer stays open, so that every event compares anew: field type,
/// alteration and form of the echo. One PATCH in all, and nobody is blamed for it.
/// </summary>
[Collection(ThirdWorld.Name)]
public sealed class AlteredEchoTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Text = "Wir kaufen & verkaufen „Brücken“ – 20 % günstiger 🚢 als 2025;\nzwei Zeilen.";

    public enum Alteration
    {
        None,
        Cut,
        AstralReplaced,
        AstralDropped,
        CarriageReturns,
        OneLine,
        Trimmed,
        Entities,
        UpperCase,
        Emptied,
    }

    private static readonly (string Name, string[] Changes, int By)[] Echoes =
    [
        ("contact.changed", ["userdef_id", "updated", "updated_associate_id", "updatedCount"], 77),
        ("contact.changed", ["contact_id", "updated", "updated_associate_id", "updatedCount"], 77),
        ("contact.changed", ["userdef_id"], 11),
        ("contact.changed", ["userdef_id"], 0),
        ("contact.changed", [], 77),
        ("contact.changed", ["name", "userdef_id"], 11),
    ];

    /// <summary>Each with each; in the quick tier a few.</summary>
    public static TheoryData<string, Alteration> Table()
    {
        var rows = new TheoryData<string, Alteration>();
        if (Tiers.Current == Tier.Quick)
        {
            foreach (var alteration in (Alteration[])[Alteration.None, Alteration.Cut, Alteration.Entities, Alteration.Emptied])
            {
                rows.Add((int)alteration % 2 == 0 ? "contact" : "person", alteration);
            }

            return rows;
        }

        foreach (var alteration in Enum.GetValues<Alteration>())
        {
            rows.Add("contact", alteration);
            rows.Add("person", alteration);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task TextThatTheCrmKeepsOtherwise_IsWrittenOnce(string entity, Alteration alteration)
    {
        var wire = new PatchWire(async (request, send) =>
        {
            await PatchWire.RewriteAsync(request, body => AlteredJson(body, alteration));
            return await send();
        });
        World.Enricher.OnContact = (_, _, _) => Task.FromResult<enricher::Connector.Enrichment.V1.EnrichContactResponse?>(new()
        {
            Enriched = new() { Vertical = "No such item", Summary = Text, Opener = Text },
        });
        World.Enricher.Intro = Text;
        await using var worker = await WorkerHost.StartAsync(
            World,
            wire.AddTo,
            settings: [("Tenant:Contact:Vertical:ProgId", "SuperOffice:83"), ("Tenant:Person:Stamp:ProgId", "SuperOffice:25")]);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync($"Echo {entity} {alteration} AG", jobTitle: "Head of Echoes");
        var key = entity == "contact" ? $"contact:{contact}" : $"person:{person}";
        if (entity == "person")
        {
            // A person's fields are texts alone: nothing of its answer stays open.
            await worker.EndOfAsync(await worker.PostAsync("person.created", person!.Value, [], new { contact_id = contact }));
        }
        else
        {
            await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));
        }

        foreach (var (name, changes, by) in Echoes)
        {
            var echo = entity == "contact"
                ? await worker.PostAsync(name, contact, changes, changedBy: by)
                : await worker.PostAsync("person.changed", person!.Value, [.. changes.Select(c => c == "name" ? "title" : c)], new { contact_id = contact }, by);
            var (outcome, reason) = await worker.EndOfAsync(echo);
            Assert.NotEqual("dead", outcome);
            Assert.NotEqual("human_edit", reason);
        }

        Assert.Equal(1, await Crm.PatchesAsync(key));
        Assert.DoesNotContain(
            (await worker.ReportsAsync(key)).SelectMany(r => r.Fields), f => f.Decision == "keep");
        Assert.Null((await worker.Services.GetRequiredService<TenantModes>().ReadAsync(WorkerHost.Tenant, Cancellation)).Mode);
        Assert.True((await worker.Services.GetRequiredService<JobAudit>().CountAsync(Cancellation)).Balanced);
    }

    /// <summary>Alters the text, and nothing else, in a JSON body.</summary>
    private static string AlteredJson(string body, Alteration alteration)
    {
        var json = JsonNode.Parse(body)!;
        Alter(json, alteration);
        return json.ToJsonString();
    }

    private static void Alter(JsonNode node, Alteration alteration)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                {
                    Alter(item!, alteration);
                }

                break;
            case JsonObject members when (string?)members["op"] == "test":
                // What is compared is left as it is.
                break;
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (value is JsonValue && value.GetValueKind() == JsonValueKind.String)
                    {
                        members[name] = Altered((string)value!, alteration);
                    }
                    else if (value is not null)
                    {
                        Alter(value, alteration);
                    }
                }

                break;
        }
    }

    private static string Altered(string text, Alteration alteration) => !text.StartsWith("Wir kaufen", StringComparison.Ordinal) ? text : alteration switch
    {
        Alteration.Cut => text[..20],
        Alteration.AstralReplaced => text.Replace("🚢", "??", StringComparison.Ordinal),
        Alteration.AstralDropped => string.Concat(text.EnumerateRunes().Where(rune => rune.IsBmp).Select(rune => rune.ToString())),
        Alteration.CarriageReturns => text.ReplaceLineEndings("\r\n"),
        Alteration.OneLine => text.ReplaceLineEndings(" "),
        Alteration.Trimmed => text.Replace(" ", "", StringComparison.Ordinal),
        Alteration.Entities => WebUtility.HtmlEncode(text),
        Alteration.UpperCase => text.ToUpperInvariant(),
        Alteration.Emptied => "",
        _ => text,
    };
}
