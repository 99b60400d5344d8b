using System.Globalization;
using System.Text.Json;
using Connector.Cli.Checking;
using Connector.Cli.Showing;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Search;

namespace Connector.Cli.Setup;

/// <summary>The first companies, looked at by the running connector as after an event: asked for by name, so that none has to be changed for it.</summary>
internal sealed class CompaniesStep : IStep
{
    private const int Companies = 10;
    private const int MostLookedAt = 60;
    private const int MostOfValue = 70;

    // Analyses take their time, and are asked for a few at a time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly string[] Open = ["waiting", "scheduled", "processing"];

    public string Title => "ten companies as proposals";

    public string Purpose => "The connector looks at ten companies as if they had changed, and shows what it would write. Nothing is written.";

    public async Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken)
    {
        // First, so that a tenant that the connector does not know is refused.
        var waiting = (await Connected.GetAsync(walk, Connected.PathOf(walk, "proposals?take=1"), cancellationToken)).GetProperty("total").GetInt64();
        return await Connected.ChangesAsync(walk, "enrich", cancellationToken) is [_, ..]
            ? string.Create(CultureInfo.InvariantCulture, $"looked at before; {waiting} proposals wait: connector proposals {walk.Context.Tenant}")
            : null;
    }

    public async Task<string> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var report = await Connected.GetAsync(walk, Connected.PathOf(walk, "mapping"), cancellationToken);
        CheckMapping(walk, report);
        await LowerModeAsync(walk, Screen.Text(report, "mode"), cancellationToken);
        var companies = await ChooseAsync(walk, cancellationToken);
        walk.Screen.Say($"{string.Join(", ", companies.Select(one => one.Value))}: that costs at most {companies.Count} analyses.");
        if (!await walk.Answers.ConfirmAsync($"Look at these {companies.Count}?", proposed: true, cancellationToken))
        {
            throw new CommandException(ExitCode.Bad, "Nothing was looked at.");
        }

        var operations = walk.Operations("enrich");
        var preview = await operations.PreviewAsync(new { entities = companies.Keys.Order() }, cancellationToken);
        await operations.RunAsync(preview, Walk.Why, cancellationToken);
        walk.Screen.Say("Asked for. This takes as long as the Company Explorer thinks about them.");
        IReadOnlyList<JsonElement> found = [];
        await Connected.UntilAsync(
            async () =>
            {
                // In this order: what ends between the two is seen.
                var audit = await Connected.GetAsync(walk, "api/audit", cancellationToken);
                found = [.. (await Connected.ProposalsAsync(walk, cancellationToken)).Where(one => companies.ContainsKey(Screen.Text(one, "entity")))];
                return found.Count == companies.Count || Open.Sum(place => audit.GetProperty(place).GetInt64()) == 0;
            },
            Patience, cancellationToken);
        if (found.Count == 0)
        {
            throw new CommandException(ExitCode.Bad, $"None came to a proposal. {await WhyAsync(walk, companies.Keys.First(), cancellationToken)}");
        }

        foreach (var proposal in found.OrderBy(one => Id(Screen.Text(one, "entity"))))
        {
            Show(walk.Screen, $"{companies[Screen.Text(proposal, "entity")]} ({Screen.Text(proposal, "entity")})", proposal);
        }

        var without = companies.Where(one => found.All(proposal => Screen.Text(proposal, "entity") != one.Key)).ToList();
        foreach (var one in without)
        {
            walk.Screen.Mark("–", $"{one.Value}: nothing is proposed. connector explain {walk.Context.Tenant} {one.Key} says why.");
        }

        return $"{found.Count} of {companies.Count} companies have a proposal";
    }

    /// <summary>Shows what a proposal would write, old beside new.</summary>
    public static void Show(Screen screen, string name, JsonElement proposal)
    {
        screen.Say(name, Spectre.Console.Color.Blue);
        screen.Table(["field", "now", "new"], Connected.FieldsOf(proposal).Select(field =>
        {
            var (before, after) = FieldText.Of(field);
            return new[] { Screen.Text(field, "field"), Short(before), Short(after) };
        }));
    }

    private static string Short(string value) => value.Length <= MostOfValue ? value : value[..MostOfValue] + "…";

    private static int Id(string entity) => int.Parse(entity.Split(':')[1], CultureInfo.InvariantCulture);

    // A worker that was started before the file was written knows nothing of it.
    private static void CheckMapping(Walk walk, JsonElement report)
    {
        var used = report.GetProperty("fields").EnumerateArray()
            .Select(field => $"{Screen.Text(field, "entity")} {Screen.Text(field, "progId")}".ToLowerInvariant()).ToHashSet();
        var missing = Mapping.Of(walk.Context).Where(one => one.Mapped.Entity == CrmEntity.Contact).Select(one => one.ProgId)
            .Where(progId => !used.Contains($"contact {progId}".ToLowerInvariant())).ToList();
        if (missing.Count > 0)
        {
            throw new CommandException(
                ExitCode.Bad, $"The running connector does not know that {string.Join(", ", missing)} are named in {walk.Context.File}. End it, and start it again: {walk.Start}");
        }
    }

    // The sandbox's connector begins with write.
    private static async Task LowerModeAsync(Walk walk, string ofWorker, CancellationToken cancellationToken)
    {
        var set = Screen.Text(await Connected.GetAsync(walk, Connected.PathOf(walk, "limits"), cancellationToken), "mode");
        if (set == "observe" || ofWorker == "observe")
        {
            throw new CommandException(ExitCode.Bad,
                $"The connector only observes {walk.Context.Tenant}. It proposes with CONNECTOR_MODE=propose in its file, and connector mode {walk.Context.Tenant} propose --reason setup --yes.");
        }

        if (ofWorker != "write" || set == "propose")
        {
            return;
        }

        walk.Screen.Say($"The connector may write to {walk.Context.Tenant} by itself. With the mode propose, you see first what it would write.");
        if (!await walk.Answers.ConfirmAsync("Lower its mode to propose?", proposed: true, cancellationToken))
        {
            throw new CommandException(ExitCode.Bad, "The mode was left as it is.");
        }

        await walk.Dashboard.PostAsync(Connected.PathOf(walk, "mode"), new { by = Environment.UserName, mode = "propose", reason = Walk.Why },
            cancellationToken);
        walk.Screen.Say($"To raise it later: connector mode {walk.Context.Tenant} write --reason … --yes");
    }

    private static async Task<IReadOnlyDictionary<string, string>> ChooseAsync(Walk walk, CancellationToken cancellationToken)
    {
        var owners = walk.Context.Values.Where(one => one.Key.StartsWith("Tenant__Owners__", StringComparison.Ordinal))
            .Select(one => one.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var own = (await walk.Session.Client.GetIdentityAsync(cancellationToken)).OwnContactId;
        var (chosen, looked) = (new Dictionary<string, string>(), 0);
        var query = new ArchiveQuery { Columns = ["name"], PageSize = MostLookedAt };
        await foreach (var row in walk.Session.Client.Search.ContactsAsync(query, cancellationToken))
        {
            if (chosen.Count == Companies || looked++ == MostLookedAt)
            {
                break;
            }

            if (row.PrimaryKey != own
                && await walk.Session.Client.GetContactAsync(row.PrimaryKey, cancellationToken) is { Deleted: false, Name.Length: > 0 } contact
                && IsOf(contact, owners))
            {
                chosen[FormattableString.Invariant($"contact:{contact.ContactId}")] = contact.Name;
            }
        }

        return chosen.Count > 0 ? chosen : throw new CommandException(
            ExitCode.Bad, $"Among the first {looked} companies that the login sees, none is to be worked on. Look at Tenant__Owners in {walk.Context.File}.");
    }

    private static bool IsOf(ContactRecord contact, HashSet<string> owners) => owners.Count == 0
        || owners.Contains(contact.Owner?.Name ?? "") || owners.Contains((contact.Owner?.AssociateId ?? 0).ToString(CultureInfo.InvariantCulture));

    private static async Task<string> WhyAsync(Walk walk, string entity, CancellationToken cancellationToken)
    {
        var steps = (await Connected.GetAsync(walk, $"api/explain/{walk.Context.Tenant}/{entity}",
            cancellationToken)).GetProperty("steps").EnumerateArray().ToList();
        return steps.Count == 0 ? $"No worker has looked at {entity} yet: connector holds, connector audit." : $"{entity}: {Screen.Text(steps[^1], "text")}";
    }
}
