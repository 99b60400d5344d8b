namespace Connector.EndToEnd.Tests;

/// <summary>A webhook in, enriched fields out; once, and without chasing the own echo.</summary>
public sealed class EnrichmentTests(ConnectorApp app)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_company_and_its_person_are_enriched_once_and_the_echoes_cost_nothing()
    {
        var (contact, person) = await app.Sandbox.CreateAsync("Brauerei Lindenhof GmbH", Cancelled);

        await app.Sandbox.EnrichedAsync(contact, person, Cancelled);
        await app.QuietAsync(Cancelled);

        Assert.Contains("Food", await app.Sandbox.TextAsync($"contacts/{contact}", SandboxApi.Vertical), StringComparison.Ordinal);
        Assert.Equal(1, await app.Sandbox.AnalysesAsync($"contact:{contact}"));
        Assert.Equal(1, await app.Sandbox.AnalysesAsync($"person:{person}"));
        Assert.Equal(1, await app.Sandbox.PatchesAsync($"contact:{contact}"));
        Assert.Equal(1, await app.Sandbox.PatchesAsync($"person:{person}"));
    }

    [Fact]
    public async Task Editing_a_phone_number_starts_no_analysis_whatever_event_it_raises()
    {
        var (contact, person) = await app.Sandbox.CreateAsync("Spedition Nordweg AG", Cancelled);
        await app.Sandbox.EnrichedAsync(contact, person, Cancelled);
        await app.QuietAsync(Cancelled);

        foreach (var childEditEvents in (string[])["Housekeeping", "Userdef", "None"])
        {
            await app.Sandbox.TurnAsync(new { childEditEvents }, Cancelled);
            await app.Sandbox.EditAsync($"/sandbox/contacts/{contact}", new { phone = $"+49 40 123456 {childEditEvents}" }, Cancelled);
        }

        await app.QuietAsync(Cancelled);
        Assert.Equal(1, await app.Sandbox.AnalysesAsync($"contact:{contact}"));
        Assert.Equal(1, await app.Sandbox.PatchesAsync($"contact:{contact}"));
        // Neither event said what was edited, so that a pass looked.
        var edits = (await app.Dashboard.RunOfAsync($"c{contact}"))["jobs"]!.AsArray().Where(job => (int?)job!["changedBy"] == 11 && (string)job["event"]! == "contact.changed");
        Assert.Equal(["unchanged", "unchanged"], edits.Select(job => (string)job!["outcome"]!));
    }

    [Fact]
    public async Task What_a_human_wrote_into_a_field_survives_the_next_enrichment()
    {
        const string HumanText = "Written by Anna, and hers to change.";
        var (contact, person) = await app.Sandbox.CreateAsync("Klinikum Westhafen", Cancelled);
        await app.Sandbox.EnrichedAsync(contact, person, Cancelled);
        await app.QuietAsync(Cancelled);

        var fields = new Dictionary<string, string> { [SandboxApi.Summary] = HumanText };
        await app.Sandbox.EditAsync($"/sandbox/contacts/{contact}", new { fields }, Cancelled);
        await app.Sandbox.EditAsync($"/sandbox/contacts/{contact}", new { name = "Klinikum Westhafen am See" }, Cancelled);
        await Testing.Eventually.ValueAsync(
            () => app.Sandbox.AnalysesAsync($"contact:{contact}"), n => n == 2, ConnectorApp.Patience, "the new name is analysed", Cancelled);
        await app.QuietAsync(Cancelled);

        Assert.Equal(HumanText, await app.Sandbox.TextAsync($"contacts/{contact}", SandboxApi.Summary));
        Assert.Contains("Westhafen am See", await app.Sandbox.TextAsync($"contacts/{contact}", SandboxApi.Opener), StringComparison.Ordinal);
    }
}
