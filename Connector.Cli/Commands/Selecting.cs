using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Connector.Cli.Asking;

namespace Connector.Cli.Commands;

/// <summary>The arguments and options by which an operation's command is said what it is about.</summary>
internal sealed class Selecting
{
    private readonly List<(Symbol Symbol, string Member, bool Selects, Func<SymbolResult, bool> IsGiven, Func<ParseResult, object?> Value)> _members = [];

    /// <summary>All of them.</summary>
    public IEnumerable<Symbol> Symbols => _members.Select(member => member.Symbol);

    public static Selecting Proposals() => new Selecting().Entities().Text("--run", "run", "Those found in one sync run.").All("All that wait.");

    public static Selecting Records() => new Selecting().Entities().All("All of the tenant's of which anything is held.");

    public static Selecting RecordsToEnrich() => new Selecting().Entities().Fresh();

    public static Selecting Writes()
    {
        var selecting = new Selecting().Entities();
        Option<long?> pass = new("--pass") { Description = "Those of one pass, by its number." };
        Option<bool> journal = new("--from-snapshots") { Description = "By the workers' journal, whatever became of Redis." };
        selecting.Add(pass, "pass", result => result.GetValue(pass) is not null, parsed => parsed.GetValue(pass));
        selecting.Text("--run", "run", "Those of one sync run.").Text("--batch", "batch", "Those of one batch; or what it rejected.")
            .Text("--from", "from", "Those from this time on, such as 2026-11-25T08:30Z; UTC if nothing else is said.", TimeOf).Text("--until", "until", "Those before this time.", TimeOf);
        selecting.Add(journal, "fromSnapshots", result => result.GetValue(journal), parsed => parsed.GetValue(journal) ? true : null, selects: false);
        return selecting;
    }

    public static Selecting Contacts()
    {
        var selecting = new Selecting().Entities("Contacts such as contact:4711; their persons are meant too.");
        Option<string[]> owners = new("--owner") { Description = "Contacts of these owners: associate ids or short names.", AllowMultipleArgumentsPerToken = true };
        Option<int[]> categories = new("--category") { Description = "Contacts of these categories, by id.", AllowMultipleArgumentsPerToken = true };
        selecting.Add(owners, "owners", result => result.GetValue(owners) is { Length: > 0 }, parsed => NotEmpty(parsed.GetValue(owners)));
        selecting.Add(categories, "categories", result => result.GetValue(categories) is { Length: > 0 }, parsed => NotEmpty(parsed.GetValue(categories)));
        return selecting.All("All of the tenant's.");
    }

    public static Selecting Jobs(bool all, bool fresh)
    {
        var selecting = new Selecting();
        Argument<string[]> jobs = new("jobs") { Description = "Jobs by id, as connector dead lists them.", Arity = ArgumentArity.ZeroOrMore };
        selecting.Add(jobs, "jobs", result => result.GetValue(jobs) is { Length: > 0 }, parsed => NotEmpty(parsed.GetValue(jobs)?.Select(id => Names.Id("job", id)).ToArray()));
        if (fresh)
        {
            selecting.Fresh();
        }

        return all ? selecting.All("All dead letters of the tenant.") : selecting;
    }

    /// <summary>What is wrong with what was said; null if nothing is.</summary>
    public string? Problem(SymbolResult result)
    {
        var given = _members.Where(member => member.Selects && member.IsGiven(result)).Select(member => member.Member).ToList();
        return given.Count == 0 || (given.Count > 1 && given.Contains("all"))
            ? $"Say which{(given.Count == 0 ? "" : ", or all of them")}: {string.Join(", ", _members.Where(member => member.Selects).Select(member => member.Symbol.Name))}; or --look with an earlier preview."
            : null;
    }

    /// <summary>The selection as the API takes it.</summary>
    public Dictionary<string, object?> Selected(ParseResult parsed) =>
        _members.Select(member => (member.Member, Value: member.Value(parsed))).Where(member => member.Value is not null).ToDictionary(member => member.Member, member => member.Value);

    private Selecting Entities(string description = "Contacts and persons such as contact:4711 person:981.")
    {
        Argument<string[]> entities = new("entities") { Description = description, Arity = ArgumentArity.ZeroOrMore };
        return Add(
            entities, "entities", result => result.GetValue(entities) is { Length: > 0 },
            parsed => NotEmpty(parsed.GetValue(entities)?.Select(text => Uri.UnescapeDataString(Names.Entity(text))).ToArray()));
    }

    private Selecting Fresh()
    {
        Option<bool> anew = new("--fresh") { Description = "With a new analysis, which costs. Without it, the stored answer is used where there is one." };
        return Add(anew, "how", result => result.GetValue(anew), parsed => parsed.GetValue(anew) ? "fresh" : null, selects: false);
    }

    private Selecting All(string description)
    {
        Option<bool> all = new("--all") { Description = description };
        return Add(all, "all", result => result.GetValue(all), parsed => parsed.GetValue(all) ? true : null);
    }

    private Selecting Text(string name, string member, string description, Action<OptionResult>? validator = null)
    {
        Option<string?> text = new(name) { Description = description };
        if (validator is not null)
        {
            text.Validators.Add(validator);
        }

        return Add(text, member, result => result.GetValue(text) is not null, parsed => parsed.GetValue(text));
    }

    private Selecting Add(Symbol symbol, string member, Func<SymbolResult, bool> isGiven, Func<ParseResult, object?> value, bool selects = true)
    {
        _members.Add((symbol, member, selects, isGiven, value));
        return this;
    }

    private static T[]? NotEmpty<T>(T[]? values) => values is { Length: > 0 } ? values : null;

    private static void TimeOf(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }] && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            result.AddError($"{result.Option.Name} takes a time such as 2026-11-25T08:30Z.");
        }
    }
}
