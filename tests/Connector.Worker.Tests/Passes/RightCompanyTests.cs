extern alias enricher;

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Jobs.Accounts;
using Connector.Jobs.Explaining;
using Connector.Jobs.Ledger;
using Connector.Jobs.Operations;
using Connector.Testing;
using Connector.Worker.Enriching;
using Connector.Worker.Tests.World;
using enricher::Connector.Enrichment.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>What is not surely about the right company waits for a person; texts lose what no CRM should hold.</summary>
[Collection(SecondWorld.Name)]
public sealed class RightCompanyTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Summary = "SuperOffice:84";

    [Fact]
    public async Task AnswerAboutASameNamedStranger_IsProposedWithBothAddresses_AndWrittenOnceAPersonApproves()
    {
        World.Enricher.Website = "https://nordwind.com";
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:CascadeMost", "50"));
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Nordwind AG", "CFO", website: "www.nordwind.de");

        Assert.Equal(("proposed", "other_website"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Equal(("proposed", "other_website"), await worker.EndOfAsync(await worker.PostAsync("person.created", person!.Value, [], new { contact_id = contact })));

        var report = Assert.Single(await worker.ReportsAsync($"contact:{contact}"));
        Assert.Equal("The answer is about https://nordwind.com; the CRM has www.nordwind.de.", report.Detail);
        var proposals = worker.Services.GetRequiredService<Proposals>();
        var proposal = (await proposals.FindAsync(WorkerHost.Tenant, EntityKey.Contact(contact), Cancellation))!;
        Assert.Equal(("other_website", report.Detail), (proposal.Reason, proposal.Detail));
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}") + await Crm.PatchesAsync($"person:{person}"));

        await worker.RunAsync(OperationKind.Approve, new Selection { Entities = [$"contact:{contact}"] });

        await Eventually.TrueAsync(async () => (await worker.ReportsAsync($"contact:{contact}")).Any(r => r.Reason == "approved"), cancellationToken: Cancellation);
        Assert.Equal("Nordwind AG moves goods.", await Crm.ContactFieldAsync(contact, Summary));
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"]));
        Assert.Equal((1, 1), (World.Enricher.Asked($"contact:{contact}"), await Crm.PatchesAsync($"contact:{contact}")));
    }

    [Fact]
    public async Task NothingElseHappensForAStrangersAnswer_NoListItemAndNoCascade()
    {
        World.Enricher.Website = "https://orbit.com";
        World.Enricher.Vertical = "Strange travel";
        await using var worker = await WorkerHost.StartAsync(World, settings: [("Tenant:Contact:Vertical:Unknown", "create"), ("Tenant:CascadeMost", "50")]);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Orbit AG", "CFO");
        var created = await CreatedAsync();

        Assert.Equal(("proposed", "other_website"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        var row = Assert.Single(await worker.ReportsAsync($"contact:{contact}")).Fields.Single(f => f.Field == "vertical");
        Assert.Equal("unresolved", row.Decision);
        Assert.EndsWith("; it is not created for an answer in doubt", row.Why, StringComparison.Ordinal);
        Assert.Equal(0, World.Enricher.Asked($"person:{person}"));
        Assert.Equal(created, await CreatedAsync());
    }

    [Fact]
    public async Task AnyOfTheContactsWebsites_IsTheCompanys()
    {
        World.Enricher.Website = "https://shop.zweitseite.de";
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Zweitseite AG", website: "www.erstseite.de");
        await Crm.AddWebsiteAsync(contact, "zweitseite.de");

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
    }

    [Fact]
    public async Task AWebsiteCorrectedWhileTheExplorerThinks_IsTheOneThatCounts()
    {
        World.Enricher.Website = "https://umzug-alt.de";
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Umzug AG", website: "www.umzug-alt.de");
        World.Enricher.OnContact = async (_, _, _) =>
        {
            await Crm.EditContactAsync(contact, new { website = "www.umzug-neu.de" });
            return null;
        };

        Assert.Equal(("proposed", "other_website"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        World.Enricher.Website = "https://umzug-neu.de";
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));
    }

    [Fact]
    public async Task WithoutAWebsite_ANamesakeInTheCrmIsReasonEnoughToAsk_ADeletedOneIsNot()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("O'Doppelt AG", website: "");
        var (other, _) = await Crm.CreateAsync("O'Doppelt AG", website: "doppelt.example");

        Assert.Equal(("proposed", "namesake"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Contains($"contact:{other}", Assert.Single(await worker.ReportsAsync($"contact:{contact}")).Detail, StringComparison.Ordinal);

        await Crm.DeleteAsync($"contacts/{other}", forGood: false);
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "proposed", "namesake")]
    [InlineData(HttpStatusCode.InternalServerError, "completed", "written")]
    public async Task ASearchThatIsRefused_MakesItAProposal_OneThatFailsIsTriedAgain(HttpStatusCode status, string outcome, string reason)
    {
        var wire = new SearchWire(status);
        await using var worker = await WorkerHost.StartAsync(
            World, services => services.AddHttpClient("superoffice.api").AddHttpMessageHandler(() => new SearchWire.Handler(wire)));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync($"Allein {status} AG", website: "");

        Assert.Equal((outcome, reason), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
    }

    [Fact]
    public async Task AnswerWithTooLittleConfidence_IsProposedWithBothNumbers_AndTheRunKnowsModelAndConfidence()
    {
        World.Enricher.Confidence = 0.42;
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:MinimumConfidence", "0.6"));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Vielleicht AG");

        Assert.Equal(("proposed", "low_confidence"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        var report = Assert.Single(await worker.ReportsAsync($"contact:{contact}"));
        Assert.Equal("The confidence is 0.42; Tenant:MinimumConfidence is 0.6.", report.Detail);
        Assert.Equal((0.42, "scripted-1"), (report.Confidence, report.Model));
        var steps = (await worker.Services.GetRequiredService<Explanations>().ExplainAsync(WorkerHost.Tenant, EntityKey.Contact(contact), null, Cancellation)).Steps;
        Assert.Contains(steps, step => step.Text == "the Company Explorer was asked, for 0.0123 EUR, by scripted-1, with confidence 0.42");
        Assert.Contains(steps, step => step.Text == $"low_confidence: {report.Detail}");
    }

    [Fact]
    public async Task TextsLoseWhatNoCrmShouldHold_TheRowTellsWhat_AndTheStoredAnswerComesOutTheSame()
    {
        World.Enricher.OnContact = (_, _, _) => Task.FromResult<EnrichContactResponse?>(new EnrichContactResponse
        {
            Enriched = new ContactEnrichment
            {
                Summary = "Here is the summary: Rein AG (www.fremd.de) cleans. Tel. 040 1234567. More at www.example.test.",
                Opener = "[Your Name]",
            },
        });
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Rein AG");

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        Assert.Equal("Rein AG cleans. More at www.example.test.", await Crm.ContactFieldAsync(contact, Summary));
        var fields = Assert.Single(await worker.ReportsAsync($"contact:{contact}")).Fields;
        Assert.EndsWith("; cut out of the text, 3: \"Here is the summary:\", \"www.fremd.de\", \"Tel. 040 1234567\"", fields.Single(f => f.Field == "summary").Why, StringComparison.Ordinal);
        Assert.Equal(("unresolved", null), fields.Where(f => f.Field == "opener").Select(f => (f.Decision, f.New)).Single());

        await Crm.EditContactAsync(contact, new { name = "Reinlich AG" });
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"]));
        Assert.Equal(2, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal("agreed", (await worker.ReportsAsync($"contact:{contact}"))[^1].Fields.Single(f => f.Field == "summary").Decision);
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
    }

    [Theory]
    [InlineData("Hansen Kältetechnik GmbH", "Geschäftsführer")]
    [InlineData("Klinik am See gGmbH", "IT-Leiter")]
    [InlineData("Maschinenbau Frey & Co. KG", "CFO")]
    [InlineData("Spedition Nord AG", "Head of Marketing")]
    [InlineData("Codewerk Software Ltd.", null)]
    [InlineData("Stadtwerke Kiel", "Sachbearbeiterin")]
    [InlineData("Nobody Knows Inc.", "Pilot")]
    public async Task WhatTheSandboxsExplorerSays_LosesNothing(string name, string? title)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/explorer/api/provision/superoffice-contact")
        {
            Content = JsonContent.Create(new { so_contact_id = 1, so_person_id = title is null ? null : (int?)2, crm_name = name, crm_city = "Kiel", job_title = title }),
        };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String("sandbox:sandbox-explorer-password"u8));
        using var response = await Crm.Control.SendAsync(request, Cancellation);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal("success", (string?)answer["status"]);

        var texts = new[] { "summary", "opener", "opener_secondary" }.Select(text => answer[text])
            .Concat(answer["texts"]?.AsObject().Select(text => text.Value) ?? []).Select(text => (string)text!).ToList();
        Assert.Equal(title is null ? 3 : 6, texts.Count);
        Assert.All(texts, text => Assert.Empty(TextCut.Of(text, []).Cut));
    }

    private async Task<long> CreatedAsync() => (await Crm.CountersAsync("apiCalls")).GetValueOrDefault("POST List");

    /// <summary>Answers the first searches for a name: more of them than the client tries by itself.</summary>
    private sealed class SearchWire(HttpStatusCode status)
    {
        private readonly HttpStatusCode _status = status;
        private int _left = 6;

        internal sealed class Handler(SearchWire wire) : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
                request.RequestUri!.Query.Contains("name%20is", StringComparison.Ordinal) && Interlocked.Decrement(ref wire._left) >= 0
                    ? Task.FromResult(PatchWire.Answer(request, wire._status, """{ "Error": true, "ErrorType": "SoException", "Message": "no" }"""))
                    : base.SendAsync(request, cancellationToken);
        }
    }
}
