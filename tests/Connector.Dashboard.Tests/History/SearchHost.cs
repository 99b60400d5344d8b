using System.Net.Http.Json;
using System.Text.Json;
using Connector.Dashboard.Tests.Hosting;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Testing.Redis;

namespace Connector.Dashboard.Tests.History;

/// <summary>A dashboard with a history in a file, and runs of every kind, for all tests that only look.</summary>
public sealed class SearchHost : IAsyncLifetime
{
    public const string EventId = "8b6f2c1a-77aa-4c7e-9a51-000000004715";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-history-");
    private RedisServer _redis = null!;
    private DashboardHost _host = null!;

    public HttpClient Client => _host.Client;

    public string Completed { get; private set; } = "";

    public string DeadJob { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartNewAsync();
        _host = DashboardHost.Start(_redis, historyDirectory: _directory.FullName);
        var story = new Story(_host.Services);
        await story.KnowAsync(Story.Tenant, "Cust20002");
        Completed = await story.CompleteAsync(4711, "Drehbank Works GmbH");
        await story.CompleteAsync(4712, "Müller & Söhne A/S", "BERT");
        await story.SkipAsync(4713);
        DeadJob = await story.DieAsync(4714);
        await story.ProposeAsync(4715, "doubtful", "the answer was about another company");
        await story.PersonAsync(AccountKey.OfPerson(Story.Tenant, 981), 981, "Erika Muster");
        await story.AcceptAsync(EventId);
        await story.BuryWaitingAsync();
        await story.AttachAsync(4716, "contact.created");
        await story.FinishAsync(
            await story.TakeAsync("=HYPERLINK(\"http://evil\")", "EVE"), JobOutcome.Completed, "written",
            fields: [new("org_nr", "SuperOffice:90", "write", null, "556016-0680", "empty and never written")]);
        await story.AttachAsync(4717, "contact.deleted");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _redis.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>What a query finds: accounts, <c>none</c> for none, the last changed first.</summary>
    public async Task<IReadOnlyList<string>> FoundAsync(string query, CancellationToken cancellationToken) =>
        [.. (await Client.GetFromJsonAsync<JsonElement>($"/api/runs?{query}", cancellationToken)).GetProperty("items").EnumerateArray().Select(run => run.GetProperty("account").GetString() is { Length: > 0 } account ? account : "none")];
}
