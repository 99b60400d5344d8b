using Connector.Jobs.Ledger;
using Connector.Testing;
using Connector.Worker.Tests.World;

namespace Connector.Worker.Tests.Passes;

/// <summary>A busy day of a CRM, under the two modes that must not write: whatever happens in it, nothing is changed there.</summary>
[Collection(Serial.Name)]
public sealed class ReadOnlyDayTests(OutsideWorld world) : WorkerTest(world)
{
    private const int Hours = 24;

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Theory]
    [InlineData(TenantMode.Observe)]
    [InlineData(TenantMode.Propose)]
    public async Task WholeDayOfEvents_LeadsToNoWritingCall(TenantMode mode)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await Crm.ResetAsync();
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Mode", mode.ToString()));

        for (var hour = 0; hour < Hours; hour++)
        {
            await HourAsync(hour);
        }

        var events = (await Crm.CountersAsync("events")).Values.Sum();
        Assert.InRange(events, Hours * 10, Hours * 20);
        await worker.AllEndedAsync((int)events);
        var calls = await Crm.CountersAsync("apiCalls");
        Assert.True(calls.GetValueOrDefault("GET Contact") > 0, "nothing was read: the day did not reach the worker");
        Assert.DoesNotContain(calls.Keys, call => !call.StartsWith("GET ", StringComparison.Ordinal) && call != "POST tokens");
        Assert.Empty(await Crm.CountersAsync("patches"));
        Assert.Equal(mode == TenantMode.Propose, !World.Enricher.Keys.IsEmpty);
    }

    // New companies, renames, owners, fields that humans set and clear, child rows, the connector's own user, people who come and go, deletions.
    private async Task HourAsync(int hour)
    {
        await Crm.FaultsAsync(new { childEditEvents = Variant(hour), fieldEditEvents = Variant(hour + 1), fieldValues = hour % 5 != 0 });
        var (contact, person) = await Crm.CreateAsync($"Tagwerk {hour} GmbH", "Head of Logistics", owner: 11 + (hour % 3));
        var (other, leaver) = await Crm.CreateAsync($"Nachtschicht {hour} AG", "Clerk");
        await Crm.EditContactAsync(contact, new { name = $"Tagwerk {hour} und Partner GmbH" });
        await Crm.EditContactAsync(contact, new { website = $"www.tagwerk{hour}.test", phone = "+49 40 1234" });
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "A human's own summary." } });
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "" }, @as = "Connector" });
        await Crm.EditContactAsync(other, new { ownerAssociateId = 13, orgNr = $"{hour:000000000}" });
        await Crm.EditPersonAsync(person!.Value, new { title = "Head of Operations", contactId = other });
        await Crm.EditPersonAsync(person.Value, new { fields = new Dictionary<string, string> { ["SuperOffice:20"] = "Buyer" } });
        await Crm.DeleteAsync($"persons/{leaver}", forGood: hour % 2 == 0);
        if (hour % 4 == 0)
        {
            await Crm.DeleteAsync($"contacts/{other}", forGood: hour % 8 == 0);
        }
    }

    private static string Variant(int hour) => (hour % 3) switch
    {
        0 => "None",
        1 => "Housekeeping",
        _ => "Userdef",
    };
}
