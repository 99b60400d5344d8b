using Connector.Jobs;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.Worker.Enriching;
using Connector.Worker.Writing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.World;

/// <summary>What a worker left that died in a write.</summary>
/// <param name="Redis">Its Redis.</param>
/// <param name="Contact">The contact it was writing to.</param>
/// <param name="Job">The job it had taken.</param>
/// <param name="Pass">Its pass, whose lease has expired.</param>
internal sealed record DeadWorker(string Redis, int Contact, string Job, Pass Pass)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Plays a worker by hand up to its intent, or to its PATCH, and stops beating.</summary>
    /// <param name="world">The outside world.</param>
    /// <param name="name">Name of a new contact.</param>
    /// <param name="set">Per ProgId what the worker was about to write.</param>
    /// <param name="patch">Whether the PATCH was sent.</param>
    /// <param name="stamp">The ProgId of the stamp in <paramref name="set"/>, if one is there.</param>
    /// <param name="knowsVersion">Whether it read the company so long after its last save that it would know a later one.</param>
    public static async Task<DeadWorker> LeaveAsync(
        OutsideWorld world, string name, IReadOnlyDictionary<string, string> set, bool patch, string? stamp = null, bool knowsVersion = false)
    {
        var redis = world.NextRedis();
        await using var victim = await WorkerHost.StartAsync(
            world, redis, loops: false, ("Jobs:Quiet", "00:00:00"));
        world.Intake = null;
        var (contact, _) = await world.Sandbox.CreateAsync(name);
        var entity = EntityKey.Contact(contact);
        var job = await victim.PostAsync("contact.created", contact, []);
        var waiting = victim.Services.GetRequiredService<WaitingEvents>();
        var read = Assert.Single(await waiting.ReadAsync(1, Cancellation));
        await waiting.AttachAsync(
            read, new JobDecision("contact.created", AccountKey.OfContact(WorkerHost.Tenant, contact), entity, "created", 11), Cancellation);
        var client = victim.Services.GetRequiredService<SuperOfficeClient>();
        var record = (await client.GetContactAsync(contact, Cancellation))!;
        var old = set.Keys.ToDictionary(k => k, k => record.Fields.GetValueOrDefault(k));
        var applied = Fingerprint.Applied(Question.About(record, default(QuestionTerms)).Fingerprint, (await MapAsync(client)).Version);
        var pass = (await victim.Passes.TakeAsync("victim", [], Cancellation)).Pass!;

        var intent = new WriteIntent(pass.Fence, applied, old, set, pass.StartedAt) { Stamp = stamp, ReadVersion = knowsVersion ? record.UpdatedDate : null };
        var terms = new WriteTerms { Mode = TenantMode.Write, InScope = true, Budget = new WriteBudget(1, 1) };
        var ledger = victim.Services.GetRequiredService<WriteLedger>();
        Assert.Equal(IntendResult.Go, await ledger.IntendAsync(pass, entity, intent, terms, Cancellation));
        if (patch)
        {
            await client.PatchFieldsAsync(
                CrmEntity.Contact, contact, new FieldPatch { Set = set, Expected = old, ReadVersion = record.UpdatedDate }, Cancellation);
        }

        // It has not been heard of for as long as a lease lasts.
        var database = victim.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        Assert.False(await database.SortedSetAddAsync("connector:{0}:leases", $"{pass.Account}", 1));
        return new DeadWorker(redis, contact, job, pass);
    }

    /// <summary>The mapping of <see cref="WorkerHost"/>'s settings.</summary>
    private static async Task<FieldMap> MapAsync(SuperOfficeClient client)
    {
        var mapping = new ContactMapping();
        mapping.Summary.ProgId = "SuperOffice:84";
        mapping.Opener.ProgId = "SuperOffice:85";
        return FieldMap.Resolve(mapping, await client.GetFieldsAsync(CrmEntity.Contact, Cancellation));
    }
}
