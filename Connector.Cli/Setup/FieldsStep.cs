using Connector.Cli.Checking;
using Connector.Cli.Contexts;
using Connector.Cli.Discovery;
using Connector.Cli.Findings;

namespace Connector.Cli.Setup;

/// <summary>Which user-defined field holds what.</summary>
internal sealed class FieldsStep : IStep
{
    private const string None = "-";
    private const int MostOfSample = 60;

    public string Title => "fields";

    public string Purpose => "The connector writes only into fields that you name. By their labels and types, these seem meant; look at each.";

    public async Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken)
    {
        var said = MappedField.All.Count(mapped => ContextFile.Says(walk.Context, mapped.Setting));
        if (said == 0)
        {
            return null;
        }

        var findings = await walk.CheckAsync(walk.Context, mayAsk: false, cancellationToken, new FieldsCheck());
        return findings.Any(one => one.Finding.Verdict == Verdict.Bad) ? null : Found(walk.Context);
    }

    public async Task<string> RunAsync(Walk walk, CancellationToken cancellationToken)
    {
        var survey = await walk.SurveyAsync(cancellationToken);
        Show(walk, survey);
        var answer = await walk.Answers.TextAsync(
            "Take them? Enter takes all, f goes field by field:", "", text => text is "" or "y" or "f" ? null : "Type f, or nothing.", cancellationToken);
        var chosen = answer == "f"
            ? await ChooseAsync(walk, survey, cancellationToken)
            : survey.Mapping.ToDictionary(one => one.Setting, one => one.ProgId ?? "");
        if (chosen.Values.All(progId => progId.Length == 0))
        {
            throw new CommandException(ExitCode.Bad,
                "No field is named, so that nothing could ever be written. Make fields in SuperOffice's administration, labelled as above.");
        }

        // Said too where there is none: the vertical has a default, which may be a field of another meaning.
        var findings = await walk.CheckAsync(walk.Context.With(chosen), mayAsk: false, cancellationToken, new FieldsCheck());
        walk.Show([.. findings.Where(one => one.Finding.Verdict != Verdict.Good)]);
        walk.Keep([.. chosen]);
        return $"{Found(walk.Context)}; kept in {walk.Context.File}";
    }

    private static void Show(Walk walk, Survey survey)
    {
        walk.Screen.Table(
            ["what", "field", "why", "in the first companies"],
            survey.Mapping.Select(one => new[]
            {
                NameOf(one.Setting), one.ProgId ?? "none", one.ProgId is null ? "none seems meant" : one.Why.Replace("labelled ", "", StringComparison.Ordinal),
                SampleOf(survey, one),
            }));
        foreach (var lacking in survey.Mapping.Where(one => one.ProgId is null))
        {
            walk.Screen.Mark("!", $"{NameOf(lacking.Setting)}: {lacking.Why}", Spectre.Console.Color.Yellow);
        }
    }

    private static string SampleOf(Survey survey, ProposedField proposed) =>
        proposed.ProgId is not { } progId || !proposed.Setting.Contains("__Contact__", StringComparison.Ordinal) ? ""
        : survey.Samples.FirstOrDefault(sample => sample.ProgId == progId)?.Value is { } value
            ? value.Length <= MostOfSample ? value : value[..MostOfSample] + "…"
        : "(empty)";

    private static async Task<Dictionary<string, string>> ChooseAsync(Walk walk, Survey survey, CancellationToken cancellationToken)
    {
        walk.Screen.Say($"For each, Enter takes what is proposed, {None} none; or a ProgId, such as SuperOffice:83: connector discover {walk.Context.Option} lists them.");
        Dictionary<string, string> chosen = [];
        foreach (var one in survey.Mapping)
        {
            var mapped = MappedField.All.First(field => field.Setting == one.Setting);
            var answer = await walk.Answers.TextAsync($"{NameOf(one.Setting)}:", one.ProgId ?? None, text => ProblemOf(mapped, text, survey, chosen),
                cancellationToken);
            chosen[one.Setting] = answer == None ? "" : answer;
        }

        return chosen;
    }

    private static string? ProblemOf(MappedField mapped, string answer, Survey survey, Dictionary<string, string> chosen) =>
        answer == None ? null
        : survey.Fields.FirstOrDefault(field => field.Entity == mapped.Entity.ToString() && field.ProgId == answer) is not { } found
            ? $"The tenant has no field {answer} of a {mapped.Entity}."
        : !mapped.Types.Contains(found.Type) ? $"{answer}, {found.Label}, is of type {found.Type}; it must be {string.Join(" or ", mapped.Types)}."
        : chosen.Any(other => other.Value == answer && other.Key.Contains($"__{mapped.Entity}__", StringComparison.Ordinal))
            ? $"{answer} is taken above already."
        : null;

    private static string Found(TenantContext context) => $"{Mapping.Of(context).Count} fields are named";

    // Tenant__Contact__Summary__ProgId
    private static string NameOf(string setting) => setting.Split("__") is [_, var entity, var name, ..] ? $"{entity} {name}" : setting;
}
