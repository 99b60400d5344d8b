using Connector.Cli.Contexts;
using Connector.Cli.Discovery;
using Connector.Tenants.EnvFiles;

namespace Connector.Cli.Setup;

/// <summary>Whose records are worked on, and what may be written once somebody raises the mode.</summary>
internal sealed class PeopleStep : IStep
{
    private const string Persons = "Tenant__Persons__Enrich";
    private const string Scope = "CONNECTOR_SCOPE";
    private const int MostShown = 20;

    public string Title => "persons, owners, scope";

    public string Purpose => "Whose records leave the CRM as questions, and which of them may be written one day. The mode stays propose: nothing is written before you approve it.";

    public Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken) =>
        Task.FromResult(ContextFile.Says(walk.Context, Persons) ? Found(walk.Context) : null);

    public async Task<string> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var survey = await walk.SurveyAsync(cancellationToken);
        walk.Screen.Say("Of persons, the job title leaves the CRM, with their company's data; never a name or a mail address.");
        var persons = await walk.Answers.ConfirmAsync("Persons too?", proposed: false, cancellationToken);
        ShowOwners(walk, survey);
        var owners = Entries(await walk.Answers.TextAsync(
            "Companies of which owners? Short names with commas, Enter for all:", "", text => ProblemOfOwners(text, survey), cancellationToken));
        ShowCategories(walk, survey);
        var scope = await walk.Answers.TextAsync(
            "What may be written, once you raise the mode to write?", walk.Context.Value(Scope),
            text => WriteScope.TryParse(text, out _) ? null : "Type all, or entries such as owner:ANNA, category:3, contact:4711 with commas between.",
                cancellationToken);
        walk.Keep(
        [
            .. owners.Select((owner, i) => KeyValuePair.Create(FormattableString.Invariant($"Tenant__Owners__{i}"), owner)),
            .. scope == walk.Context.Value(Scope) ? Array.Empty<KeyValuePair<string, string>>() : [KeyValuePair.Create(Scope, scope)],
            // Last: by it the step is known to be done.
            KeyValuePair.Create(Persons, persons ? "true" : "false"),
        ]);
        return $"{Found(walk.Context)}; kept in {walk.Context.File}";
    }

    private static void ShowOwners(Walk walk, Survey survey)
    {
        if (survey.Owners.Count > 0)
        {
            walk.Screen.Say($"Owners: {Listed(survey.Owners.Select(owner => owner.Name.Length > 0 ? $"{owner.Name} ({owner.FullName})" : $"{owner.AssociateId} ({owner.FullName})"))}");
        }
    }

    private static void ShowCategories(Walk walk, Survey survey)
    {
        walk.Screen.Say("The scope is all, or entries with commas between, such as owner:ANNA, contact:4711, category:3; Enter leaves it as it is, at first none.");
        if (survey.Categories.Count > 0)
        {
            walk.Screen.Say($"Categories: {Listed(survey.Categories.Select(one => $"{one.Id} ({one.Name})"))}");
        }
    }

    private static string? ProblemOfOwners(string text, Survey survey) => survey.Owners.Count == 0 ? null
        : Entries(text).FirstOrDefault(entry => !survey.Owners.Any(owner =>
            owner.Name.Equals(entry, StringComparison.OrdinalIgnoreCase) || FormattableString.Invariant($"{owner.AssociateId}") == entry)) is { } unknown
            ? $"The tenant has no owner {unknown}."
            : null;

    private static string Found(TenantContext context)
    {
        var owners = context.Values.Where(one => one.Key.StartsWith("Tenant__Owners__", StringComparison.Ordinal) && one.Value.Length > 0)
            .Select(one => one.Value).ToList();
        var scope = context.Value(Scope);
        return $"persons {(context.Value(Persons) == "true" ? "too" : "are left alone")}; {(owners.Count > 0 ? $"companies of {string.Join(", ", owners)}" : "companies of all owners")}; "
            + $"scope {(scope.Length > 0 ? scope : "none yet")}{(context.Name == ContextStore.Sandbox ? "" : $"; mode {context.Mode}")}";
    }

    private static string[] Entries(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Listed(IEnumerable<string> all) => all.ToList() is { Count: > MostShown } many
        ? $"{string.Join(", ", many.Take(MostShown))} and {many.Count - MostShown} more"
        : string.Join(", ", all);
}
