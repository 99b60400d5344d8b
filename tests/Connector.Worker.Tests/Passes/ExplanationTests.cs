using Connector.Jobs.Accounts;
using Connector.Jobs.Explaining;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>What a field holds can be explained, from the event that began it to the human who overrode it.</summary>
[Collection(SecondWorld.Name)]
public sealed class ExplanationTests(OutsideWorld world) : WorkerTest(world)
{
    [Fact]
    public async Task FieldAHumanOverrode_IsExplainedFromTheFirstEventToTheOverride()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, _) = await World.Sandbox.CreateAsync("Kupferhammer GmbH");
        await worker.AllEndedAsync(atLeast: 2);
        await World.Sandbox.EditContactAsync(contact, new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "My own words." } });
        await worker.AllEndedAsync(atLeast: 3);
        await World.Sandbox.EditContactAsync(contact, new { name = "Messinghammer AG" });
        await worker.AllEndedAsync(atLeast: 5);

        var summary = await ExplainAsync(worker, contact, "SUMMARY");

        Assert.Equal("Kupferhammer GmbH moves goods.", summary.Written["SuperOffice:84"]);
        Assert.False(summary.OpenWrite);
        Assert.Equal(
            [StepKind.Event, StepKind.Decision, StepKind.Enrichment, StepKind.Write, StepKind.Echo, StepKind.Human],
            summary.Steps.Select(step => step.Kind).Distinct());
        Assert.Equal(summary.Steps.OrderBy(step => step.At), summary.Steps);
        Assert.StartsWith("contact.created by associate 11", summary.Steps[0].Text, StringComparison.Ordinal);
        Assert.Contains(summary.Steps, step => step.Text == "summary: keep, a human changed it");
        Assert.All(summary.Steps.Where(step => step.Change is not null), step => Assert.Equal("summary", step.Change!.Field));

        var all = await ExplainAsync(worker, contact, field: null);
        Assert.Contains(all.Steps, step => step.Change?.Field == "opener");
        Assert.Contains(all.Steps, step => step.Change?.ProgId == "SuperOffice:84");
    }

    [Fact]
    public async Task EntityNobodyKnows_HasNoSteps()
    {
        await using var worker = await WorkerHost.StartAsync(World);

        var nothing = await ExplainAsync(worker, 999_999_123, field: null);

        Assert.Empty(nothing.Steps);
        Assert.Empty(nothing.Written);
    }

    private static Task<Explanation> ExplainAsync(WorkerHost worker, int contact, string? field) =>
        worker.Services.GetRequiredService<Explanations>()
            .ExplainAsync(WorkerHost.Tenant, EntityKey.Contact(contact), field, TestContext.Current.CancellationToken);
}
