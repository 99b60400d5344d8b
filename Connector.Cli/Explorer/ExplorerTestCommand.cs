using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Connector.Cli.Asking;
using Connector.Cli.Findings;
using Connector.Cli.Showing;
using Spectre.Console;

namespace Connector.Cli.Explorer;

/// <summary>Whether a service can be the Company Explorer: docs/company-explorer.md, rule by rule.</summary>
internal sealed class ExplorerTestCommand : Command
{
    private const string PasswordVariable = "COMPANY_EXPLORER_PASSWORD";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Argument<string> _url = new("url") { Description = "Its address, such as https://explorer.example.com." };
    private readonly Option<string?> _user = new("--user") { Description = $"User name of Basic authentication; the password is read from {PasswordVariable}, or from --password-file." };
    private readonly Option<string?> _passwordFile = new("--password-file") { Description = "A file with the password." };
    private readonly Option<string?> _apiKeyFile = new("--api-key-file") { Description = "A file with the key of a service that takes a Bearer token, instead of --user." };
    private readonly Option<bool> _ask = new("--ask") { Description = $"Ask {QuestionRules.Questions} questions too, at the service's price." };
    private readonly Option<string> _company = new("--company") { Description = "The company that is asked about.", DefaultValueFactory = _ => "SuperOffice AS" };
    private readonly Option<string> _website = new("--website") { Description = "Its website.", DefaultValueFactory = _ => "www.superoffice.com" };
    private readonly Option<string> _city = new("--city") { Description = "Its city.", DefaultValueFactory = _ => "Oslo" };
    private readonly Option<int?> _wait = CommonOptions.Number("--wait", "Seconds to wait for an answer that is processing, 120 if not given:", 1, 7200);

    public ExplorerTestCommand() : base("test", "Says of each rule whether a service keeps it. Exit code 1 if it breaks one that the Connector cannot do without.")
    {
        Add(_url);
        foreach (var option in new Option[] { _user, _passwordFile, _apiKeyFile, _ask, _company, _website, _city, _wait })
        {
            Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var explorer = new ExplorerCaller(AddressOf(parsed.GetRequiredValue(_url)), CredentialsOf(parsed));
        List<Checked> findings = [.. await AccessRules.CheckAsync(explorer, cancellationToken)];
        var company = new AskedCompany(parsed.GetRequiredValue(_company), parsed.GetRequiredValue(_website), parsed.GetRequiredValue(_city));
        var questions = new QuestionRules(explorer, company, TimeSpan.FromSeconds(parsed.GetValue(_wait) ?? 120), TimeProvider.System);
        var asked = parsed.GetValue(_ask) && findings.TrueForAll(finding => finding.Finding.Verdict != Verdict.Bad);
        if (asked)
        {
            findings.AddRange(await questions.CheckAsync(cancellationToken));
        }

        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(CommonOptions.Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(
                new
                {
                    findings = findings.Select(finding => new { verdict = finding.Finding.Verdict.ToString().ToLowerInvariant(), rule = finding.Name, says = finding.Finding.Text }),
                    costs = questions.Costs.Select(cost => new { cost.Amount, cost.Currency }),
                },
                Json));
        }
        else
        {
            Show(new Screen(output), findings, asked, questions);
        }

        return findings.Exists(finding => finding.Finding.Verdict == Verdict.Bad) ? ExitCode.Bad : ExitCode.Good;
    }

    private static void Show(Screen screen, List<Checked> findings, bool asked, QuestionRules questions)
    {
        foreach (var finding in findings)
        {
            var (mark, color) = finding.Finding.Verdict.Shown();
            screen.Mark(mark, $"{finding.Name}: {finding.Finding.Text}.", color);
        }

        var costs = string.Join(" and ", questions.Costs.Select(cost => string.Create(CultureInfo.InvariantCulture, $"{cost.Amount} {cost.Currency}")));
        screen.Say(
            findings.Exists(finding => finding.Finding.Verdict == Verdict.Bad) ? "The Connector cannot work with it as it is."
            : !asked ? $"It lets us in. With --ask it is asked {QuestionRules.Questions} questions as well, at its price."
            : costs.Length > 0 ? $"The Connector can work with it. By its own word this cost {costs}."
            : "The Connector can work with it. What this cost it did not say.");
    }

    private static Uri AddressOf(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length + url.Query.Length + url.Fragment.Length > 0
            ? throw new CommandException(ExitCode.Usage, "The address must be one such as https://explorer.example.com, without user, query or fragment.")
            : url.Scheme == "http" && !url.IsLoopback
                ? throw new CommandException(ExitCode.Usage, "The address must be https: beyond this machine, http would show the credentials to the network.")
                : url;

    private AuthenticationHeaderValue CredentialsOf(ParseResult parsed)
    {
        var (user, keyFile) = (parsed.GetValue(_user), parsed.GetValue(_apiKeyFile));
        if ((user is null) == (keyFile is null))
        {
            throw new CommandException(ExitCode.Usage, "Give either --user, or --api-key-file.");
        }

        if (keyFile is not null)
        {
            return new AuthenticationHeaderValue("Bearer", ReadSecret(keyFile));
        }

        var password = parsed.GetValue(_passwordFile) is { } file ? ReadSecret(file) : Environment.GetEnvironmentVariable(PasswordVariable);
        return string.IsNullOrEmpty(password)
            ? throw new CommandException(ExitCode.Usage, $"The password is missing: set {PasswordVariable}, or name a file with --password-file.")
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    private static string ReadSecret(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"The secret's file cannot be read: {failure.Message}");
        }
    }
}
