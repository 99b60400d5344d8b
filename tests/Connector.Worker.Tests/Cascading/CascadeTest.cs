using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Worker.Tests.World;

namespace Connector.Worker.Tests.Cascading;

/// <summary>A test of what a company's change means for its persons: workers that carry changes over, companies, and what became of them.</summary>
public abstract class CascadeTest(OutsideWorld world) : WorkerTest(world)
{
    private protected const string Vertical = "SuperOffice:83";

    private protected Task<WorkerHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(World.NextRedis(), settings);

    private protected Task<WorkerHost> StartAsync(string redis, (string Key, string Value)[] settings) => WorkerHost.StartAsync(
        World, redis, settings: [.. settings.Append((Key: "Tenant:CascadeMost", Value: "50")).DistinctBy(setting => setting.Key)]);

    private protected int Asked(int person) => World.Enricher.Asked($"person:{person}");

    /// <summary>A company that was enriched, with one person who was enriched because of it: three jobs. No later event comes by itself.</summary>
    private protected async Task<(int Contact, int Person)> EnrichedAsync(WorkerHost worker, string name)
    {
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync(name, "Head of Sales");
        await worker.PostAsync("contact.created", contact, []);
        Assert.Equal(3, (await worker.AllEndedAsync(atLeast: 3)).Accepted);
        return (contact, person!.Value);
    }

    /// <summary>A company with so many persons more than one, of which nobody was told; the persons by id.</summary>
    private protected async Task<(int Contact, IReadOnlyList<int> Persons)> StaffedAsync(string name, int more)
    {
        World.Intake = null;
        var (contact, first) = await Crm.CreateAsync(name, "Head of Sales");
        var persons = new List<int> { first!.Value };
        for (var n = 0; n < more; n++)
        {
            persons.Add(await HiredAsync(contact, $"Keller {n}"));
        }

        return (contact, persons);
    }

    /// <summary>One more person of a company, of whom nobody knows.</summary>
    private protected async Task<int> HiredAsync(int contact, string lastName)
    {
        using var response = await Crm.Control.PostAsJsonAsync(
            $"/sandbox/contacts/{contact}/persons", new { firstName = "Urs", lastName, title = "Buyer" }, Cancellation);
        response.EnsureSuccessStatusCode();
        return (int)(await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!["personId"]!;
    }

    private protected static async Task<SyncRunDetails> RunOfAsync(WorkerHost worker) =>
        (await worker.Runs.FindAsync(Assert.Single(await worker.Runs.ListAsync(0, 10, Cancellation)).Id, Cancellation))!;

    private protected static async Task<IReadOnlyList<JobView>> JobsAsync(WorkerHost worker) => (await RunOfAsync(worker)).Jobs;

    private protected static async Task<IReadOnlyList<EntityReport>> CascadesAsync(WorkerHost worker, int contact) =>
        [.. (await worker.ReportsAsync(EntityKey.Contact(contact).ToString())).Where(r => r.Reason == "cascaded")];

    private protected static object Field(string progId, string value) => new { fields = new Dictionary<string, string> { [progId] = value } };
}
