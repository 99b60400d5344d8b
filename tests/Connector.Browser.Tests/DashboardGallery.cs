using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Accounts;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Spend;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Browser.Tests;

/// <summary>A Redis with everything a page can say, and with texts that no page expects: words, addresses and stamps without a blank in them.</summary>
internal static class DashboardGallery
{
    private const string Url = "https://example.org/a-long-address/without-any-blank-in-it/that-goes-on-and-on-and-on?and=on&until=the-end-of-the-line";
    private static readonly string Word = new('W', 90);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Paths of the pages by a short name.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> MakeAsync(IServiceProvider services)
    {
        var story = new Story(services);
        var runs = new Dictionary<string, string> { ["list"] = "/", ["no-match"] = "/?q=nothing+of+the+kind&status=failed&sort=cost", ["not-found"] = "/nothing" };
        await story.SaveMappingAsync();
        await story.SkipAsync(4712);
        await story.BuryAsync();
        runs["completed"] = Path(await story.CompleteAsync(4711, "Lathe Works and Milling Machines of Saxony Incorporated"));
        runs["cured"] = Path(await story.CureAsync(4713, $"SuperOffice did not answer: {Url}"));
        runs["proposed"] = Path(await story.ProposeAsync(1_234_567_892, "other_website", $"the CRM says {Url}, the answer {Url}"));
        runs["approved"] = Path(await story.ApproveAsync(1_234_567_892));
        runs["person"] = Path(await story.PersonAsync(AccountKey.OfPerson(Story.Tenant, 981), 981, "Ada Lovelace"));
        foreach (var contact in new[] { 1_234_567_893, 1_234_567_894, 1_234_567_895, 1_234_567_896 })
        {
            await story.ProposeAsync(contact);
        }

        await story.AttachAsync(5001, "contact.created");
        runs["dead"] = Path(await EndAsync(story, JobOutcome.Dead, Word + Url, Word, []));
        await story.AttachAsync(5002, "contact.created");
        runs["odd"] = Path(await EndAsync(
            story, JobOutcome.Completed, null, $"Evil \u202Egpj.exe\u2066 {Word}",
            [
                .. Story.WrittenFields,
                new("summary", "SuperOffice:84", "keep", Url, Word + Url, Word),
                new("last_enriched", "SuperOffice:87", "write", null, "[D:11/30/2026]", "accompanies what was written"),
                new("stamp", "SuperOffice:88", "write", null, $"v1;{new string('a', 64)};{new string('b', 64)}", "accompanies what was written"),
            ]));
        await story.AttachAsync(5003, "contact.created", "contact.changed");
        runs["failing"] = Path((await FailAsync(services, story, Url)).RunId);
        await story.AttachAsync(5004, "contact.created");
        var open = await story.TakeAsync("In Work Ltd", "ANNA");
        runs["open"] = Path(open.RunId);
        await services.GetRequiredService<SpendBook>().ReserveAsync(
            open, EntityKey.Contact(5004), "fp", null, new SpendLimits(1_000_000, 25_000m, 0.0123m, "EUR", TimeZoneInfo.Utc), TimeProvider.System.GetUtcNow(), Cancel);

        var (modes, holds) = (services.GetRequiredService<TenantModes>(), services.GetRequiredService<Holds>());
        await modes.LowerAsync(Story.Tenant, TenantMode.Propose, "Anna", "a first week of looking: " + Url, Cancel);
        await modes.StopWritesAsync(Story.Tenant, "Bert", Word, Cancel);
        await modes.StopWritesAsync(null, "Bert", Word, Cancel);
        await services.GetRequiredService<SpoolCounts>().SetAsync("spool-0198f3a4b5c67d8e9f0123456789abcd.db", 1_234, Cancel);
        await holds.HoldByAsync(Story.Tenant, "migration of the field list: " + Url, "Anna", Cancel);
        await holds.HoldAsync("Cust20002", "SuperOffice: the refresh token was revoked", TimeSpan.FromMinutes(1), Cancel);
        await services.GetRequiredService<Drains>().StartAsync("Bert", Cancel);
        return runs;
    }

    private static string Path(string run) => $"/runs/{run}";

    private static async Task<string> EndAsync(Story story, JobOutcome outcome, string? error, string name, IReadOnlyList<FieldChange> fields)
    {
        var pass = await story.TakeAsync(name, "ANNA");
        await story.FinishAsync(pass, outcome, outcome == JobOutcome.Dead ? "refused" : "written", error, fields);
        return pass.RunId;
    }

    private static async Task<Pass> FailAsync(IServiceProvider services, Story story, string error)
    {
        var pass = await story.TakeAsync("Failing Ltd", "ANNA");
        await services.GetRequiredService<Passes>().RetryAsync(pass, TimeSpan.FromHours(1), error, Cancel);
        return pass;
    }
}
