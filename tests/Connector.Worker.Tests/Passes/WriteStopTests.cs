using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice.Writing;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Connector.Worker.Writing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Passes;

/// <summary>What a person says between a pass's intent and its PATCH still counts.</summary>
[Collection(Serial.Name)]
public sealed class WriteStopTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Settings = "connector:{0}:tenant:" + WorkerHost.Tenant;
    private const string StopOfAll = "connector:{0}:write-stop";

    [Fact]
    public async Task WriteStopAfterTheIntent_HoldsTheTenant_AndTheWriteFollowsWhenItIsLifted()
    {
        await using var worker = await WorkerHost.StartAsync(World, services => Before(services, redis => redis.StringSetAsync(StopOfAll, "1")));
        var holds = worker.Services.GetRequiredService<Holds>();
        var (contact, job) = await CreatedAsync(worker, "Angehalten AG");

        var hold = await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation);
        Assert.StartsWith("Write stop: ", hold[0].Reason, StringComparison.Ordinal);
        Assert.Equal(0, await World.Sandbox.PatchesAsync($"contact:{contact}"));
        Assert.Null((await worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, Jobs.Accounts.EntityKey.Contact(contact), Cancellation)).OpenIntent);

        await Redis(worker.Services).KeyDeleteAsync(StopOfAll);
        await holds.HoldAsync(WorkerHost.Tenant, hold[0].Reason, TimeSpan.Zero, Cancellation); // the probe's minute is over
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
    }

    [Fact]
    public async Task ModeLoweredAfterTheIntent_MakesTheWriteAProposal()
    {
        await using var worker = await WorkerHost.StartAsync(World, services => Before(services, redis => redis.HashSetAsync(Settings, "mode", "propose")));
        var (contact, job) = await CreatedAsync(worker, "Herabgestuft AG");

        Assert.Equal(("proposed", "proposed"), await worker.EndOfAsync(job));
        Assert.Equal(0, await World.Sandbox.PatchesAsync($"contact:{contact}"));
    }

    [Theory]
    [InlineData("propose", WriteKind.Records, false)]
    [InlineData("propose", WriteKind.Setup, true)]
    [InlineData("observe", WriteKind.Setup, true)]
    [InlineData("write", WriteKind.Records, true)]
    public async Task Gate_LetsRecordsBeChangedInModeWriteOnly_AndSetUpInEveryMode(string mode, WriteKind kind, bool may)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Mode", mode));
        var gate = worker.Services.GetRequiredService<IWriteGate>();

        Assert.Equal(may, await gate.RefusalAsync(WorkerHost.Tenant, kind, Cancellation) is null);

        await Redis(worker.Services).HashSetAsync(Settings, "writeStop", "1");
        Assert.NotNull(await gate.RefusalAsync(WorkerHost.Tenant, kind, Cancellation));
    }

    /// <summary>Does something once, right before the gate is asked for the first time.</summary>
    private static void Before(IServiceCollection services, Func<IDatabase, Task> act)
    {
        services.AddSingleton<TenantWriteGate>();
        services.AddSingleton<IWriteGate>(provider => new ActingGate(provider.GetRequiredService<TenantWriteGate>(), () => act(Redis(provider))));
    }

    private static IDatabase Redis(IServiceProvider services) => services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    /// <summary>A company nobody but this test knows of, and the job of its creation.</summary>
    private async Task<(int Contact, string Job)> CreatedAsync(WorkerHost worker, string name)
    {
        World.Intake = null;
        var (contact, _) = await World.Sandbox.CreateAsync(name);
        return (contact, await worker.PostAsync("contact.created", contact, []));
    }
}
