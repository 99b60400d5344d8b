using Connector.Jobs.Operations;
using Connector.Worker.Tests.World;

namespace Connector.Worker.Tests.Limits;

/// <summary>Records that a person names are worked on without an event.</summary>
[Collection(ThirdWorld.Name)]
public sealed class EnrichmentRequestTests(OutsideWorld world) : WorkerTest(world)
{
    [Fact]
    public async Task CompanyThatIsNamed_IsProposed_AndAsRequestedByWhom_WithoutASecondAnalysisWhenAskedAgain()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00")]);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Gefragt AG");
        var selection = new Selection { Entities = [$"contact:{contact}"] };

        var preview = await worker.PreviewAsync(OperationKind.Enrich, selection);
        Assert.Equal((1, 1, 1), (preview.Counts["records"], preview.Counts["analyses"], preview.Counts["toDo"]));
        Assert.Equal(0, World.Enricher.Asked($"contact:{contact}"));
        var run = await worker.RunAsync(OperationKind.Enrich, selection);

        Assert.Equal(("proposed", "proposed"), await worker.EndOfAsync(run.JobOf($"contact:{contact}")));
        Assert.Equal((1, 0), (World.Enricher.Asked($"contact:{contact}"), await Crm.PatchesAsync($"contact:{contact}")));

        var again = await worker.RunAsync(OperationKind.Enrich, selection);
        await worker.EndOfAsync(again.JobOf($"contact:{contact}"));
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));

        var fresh = await worker.RunAsync(OperationKind.Enrich, selection with { How = "fresh" });
        await worker.EndOfAsync(fresh.JobOf($"contact:{contact}"));
        Assert.Equal(2, World.Enricher.Asked($"contact:{contact}"));
    }
}
