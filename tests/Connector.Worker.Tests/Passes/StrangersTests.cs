using System.Text.Json;
using Connector.Testing;
using Connector.Worker.Tests.Enriching;
using Connector.Worker.Tests.World;

namespace Connector.Worker.Tests.Passes;

/// <summary>Strangers of the same name, and other spellings of one firm's address, from the event to the CRM, with the real enricher between.</summary>
[Collection(SecondWorld.Name)]
public sealed class StrangersTests(OutsideWorld world, RealEnricher enricher) : WorkerTest(world)
{
    [Fact]
    public async Task NoneOfThirtyStrangersIsWritten_AndOfFortyHonestVariantsAtMostTwoAreProposed()
    {
        // What each of them is, DoubtTests say in every tier.
        var each = Tiers.Pick(quick: 5, ci: 1, deep: 1);
        (string Told, string Known)[] strangers = [.. DoubtTests.Strangers.Where((_, n) => n % each == 0).Select(row => row.Data)];
        (string Told, string Known)[] variants = [.. DoubtTests.HonestVariants.Where((_, n) => n % each == 0).Select(row => (row.Data, "https://www.acme.de"))];
        (string Told, string Known)[] all = [.. strangers, .. variants];
        enricher.Reset();
        enricher.Explorer.Knows = name => JsonSerializer.Serialize(new
        {
            status = "success",
            company_name = name,
            website = all[int.Parse(name.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)].Told,
            vertical_name = "Logistics",
            summary = "It moves goods.",
        });
        await using var worker = await WorkerHost.StartAsync(
            World,
            settings: [("Worker:Enricher", enricher.Process.Address.AbsoluteUri), ("Tenant:WriteBudget:AccountsPerHour", "1000"), ("Tenant:Spend:CallsPerDay", "1000")]);
        World.Intake = null;

        var contacts = new List<int>();
        var jobs = new List<string>();
        foreach (var (known, n) in all.Select((pair, n) => (pair.Known, n)))
        {
            contacts.Add((await Crm.CreateAsync($"Acme {n} GmbH", website: known)).Contact);
            jobs.Add(await worker.PostAsync("contact.created", contacts[n], []));
        }

        var proposed = new List<string>();
        foreach (var (pair, n) in all.Select((pair, n) => (pair, n)))
        {
            var end = await worker.EndOfAsync(jobs[n]);
            var isProposed = end == ("proposed", "other_website");
            Assert.True(isProposed || end == ("completed", "written"), $"{pair.Told}: {end}");
            Assert.Equal(isProposed ? 0 : 1, await Crm.PatchesAsync($"contact:{contacts[n]}"));
            proposed.AddRange(isProposed ? [pair.Told] : []);
        }

        Assert.Equal(strangers.Select(pair => pair.Told), proposed.Take(strangers.Length));
        Assert.InRange(proposed.Count - strangers.Length, 0, 2);
        Assert.Equal(all.Length, enricher.Explorer.Asked.Count);
    }
}
