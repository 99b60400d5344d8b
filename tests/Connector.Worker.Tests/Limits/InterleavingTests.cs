using Connector.SuperOffice;
using Connector.SuperOffice.Writing;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Connector.Worker.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>
/// A human edits a field while we enrich: at a random moment, from before the first read to after the write, also between our last read and
/// our PATCH. Where the tenant honours <c>test</c>, the human's value survives; elsewhere it survives or the overwrite is shown.
/// </summary>
[Collection(ThirdWorld.Name)]
public sealed class InterleavingTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Summary = "SuperOffice:84";
    private const int Moments = 6;

    /// <summary>Until here an edit is made before the record is read for the last time.</summary>
    private const int BeforeTheLastRead = 2;

    protected override async ValueTask CleanUpAsync() => await Crm.FaultsAsync(new { preconditions = "Both" });

    [Theory]
    [InlineData(WritePrecondition.Test, "Both")]
    [InlineData(WritePrecondition.UnmodifiedSince, "UnmodifiedSince")]
    [InlineData(WritePrecondition.None, "None")]
    public async Task HumanWhoEditsWhileWeEnrich_Survives_OrTheOverwriteIsShown(WritePrecondition precondition, string honoured)
    {
        const int Seed = 20261125;
        var rounds = precondition == WritePrecondition.Test ? Tiers.Pick(quick: Moments, ci: 120, deep: 1000) : Tiers.Pick(quick: Moments, ci: 40, deep: 250);
        await Crm.FaultsAsync(new { preconditions = honoured });
        var edits = new Edits(Crm);
        await using var worker = await WorkerHost.StartAsync(
            World,
            services =>
            {
                services.AddSingleton<TenantWriteGate>();
                services.AddSingleton<IWriteGate>(provider => new EditingGate(provider.GetRequiredService<TenantWriteGate>(), edits));
            },
            settings:
            [
                ("Jobs:Quiet", "00:00:00.005"), ("SuperOffice:WritePrecondition", precondition.ToString()), ("Worker:Attempts", "50"), ("Tenant:Brake:Troubles", "1000"),
                ("Tenant:WriteBudget:AccountsPerHour", "100000"), ("Tenant:WriteBudget:AccountsPerDay", "100000"),
                ("Tenant:Spend:CallsPerDay", "100000"), ("Tenant:Spend:AmountPerDay", "100000"),
            ]);
        World.Enricher.OnContact = async (entity, _, _) =>
        {
            await edits.AtAsync(entity, moment: 2);
            return null;
        };

        var random = new Random(Seed);
        var overwritten = 0;
        for (var round = 0; round < rounds; round++)
        {
            var moment = round < Moments ? round : random.Next(Moments);
            var (contact, _) = await Crm.CreateAsync($"Zeitgleich {round} AG");
            var entity = $"contact:{contact}";
            edits.Plan(contact, moment, random.Next(4));
            await edits.AtAsync(entity, moment: 1);
            await Eventually.TrueAsync(
                async () => (await ReasonsAsync(worker, contact)).Any(r => r is "written" or "kept"), cancellationToken: Cancellation);
            await edits.AtAsync(entity, moment: 5);
            await edits.DoneAsync();
            if (await Crm.ContactFieldAsync(contact, Summary) == edits.Value)
            {
                continue;
            }

            Assert.NotEqual(WritePrecondition.Test, precondition);
            Assert.True(moment > BeforeTheLastRead, $"An edit at moment {moment}, before the last read, was overwritten in round {round}.");
            overwritten++;
            await Eventually.TrueAsync(
                async () => (await ReasonsAsync(worker, contact)).Contains("perhaps_overwritten"), cancellationToken: Cancellation);
        }

        Assert.True(
            precondition != WritePrecondition.None || overwritten > 0, $"No edit met the gap between read and write in {rounds} rounds: seed {Seed} tests nothing.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{rounds} rounds, {overwritten} overwritten and shown");
    }

    /// <summary>What passes said about the contact; its run is among the newest.</summary>
    private static async Task<IEnumerable<string>> ReasonsAsync(WorkerHost worker, int contact)
    {
        var run = (await worker.Runs.ListAsync(0, 5, Cancellation)).FirstOrDefault(r => r.Account == $"c{contact}");
        return run is null ? [] : (await worker.Runs.FindAsync(run.Id, Cancellation))!.Reports.Select(r => r.Reason);
    }

    /// <summary>The one edit of the present round, made at its moment and awaited at the round's end.</summary>
    private sealed class Edits(SandboxHost crm)
    {
        private int _contact;
        private int _moment;
        private int _yields;
        private Task? _edit;

        public string Value => $"A human's words about {_contact}";

        public void Plan(int contact, int moment, int yields)
        {
            (_contact, _moment, _yields) = (contact, moment, yields);
            Volatile.Write(ref _edit, null);
        }

        /// <summary>Edits if this is the moment; moment 3 awaits the edit before the PATCH leaves, moment 4 races with it.</summary>
        public async Task AtAsync(string? entity, int moment)
        {
            if ((entity is null || entity == $"contact:{_contact}") && moment == Math.Max(_moment, 1) && _edit is null)
            {
                _edit = EditAsync();
                if (moment != 4)
                {
                    await _edit;
                }
            }
        }

        public async Task DoneAsync()
        {
            Assert.NotNull(_edit);
            await _edit;
        }

        private async Task EditAsync()
        {
            for (var i = 0; i < _yields; i++)
            {
                await Task.Yield();
            }

            await crm.EditContactAsync(_contact, new { fields = new Dictionary<string, string> { [Summary] = Value } });
        }
    }

    private sealed class EditingGate(TenantWriteGate inner, Edits edits) : IWriteGate
    {
        public async ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken)
        {
            if (kind == WriteKind.Records)
            {
                await edits.AtAsync(null, moment: 3);
                await edits.AtAsync(null, moment: 4);
            }

            return await inner.RefusalAsync(tenant, kind, cancellationToken);
        }
    }
}
