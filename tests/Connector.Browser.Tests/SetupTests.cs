using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Connector.Testing;
using Connector.Testing.AppHosts;
using Connector.Testing.Secrets;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Connector.Browser.Tests;

/// <summary>
/// The guided walk as somebody walks it who has only cloned the repository: the AppHost with its sandbox, <c>connector setup</c> in a terminal of 80 columns,
/// the login in a browser.
/// </summary>
public sealed partial class SetupTests(BrowserFixture browser)
{
    private const int MostAnswers = 12;

    // Each question in its turn, and what is typed.
    private static readonly (string Question, string Answer)[] Questions =
    [
        ("Enter takes all, f goes field by field:", ""),
        ("Persons too? [y/N]", ""),
        ("Short names with commas, Enter for all:", ""),
        ("once you raise the mode to write? [all]", ""),
        ("Ask it? [Y/n]", ""),
        ("Lower its mode to propose? [Y/n]", ""),
        ("Look at these 10? [Y/n]", ""),
        ("Write this to the CRM? It can be taken back at once. [Y/n]", "y"),
        ("Take it back now? [Y/n]", ""),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_login_page_to_a_company_that_was_written_and_undone_it_takes_at_most_twelve_answers_and_no_file_is_edited()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci && OperatingSystem.IsLinux(), Tiers.RunsFrom(Tier.Ci) + " On Linux.");
        var page = await browser.NewPageAsync(1280, 720);
        page.SetDefaultTimeout(60_000);
        SetDefaultExpectTimeout(60_000);
        await using var run = AppHostProcess.Start();
        await run.ReadyAsync(Cancel);
        using var crm = new HttpClient { BaseAddress = run.AddressOf(8005) };
        using var walk = new TerminalWalk(run);

        await page.GotoAsync(Link().Match(await walk.SaysAsync(Link())).Value);
        await page.GetByLabel("You are").SelectOptionAsync("ANNA");
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Expect(page.GetByText("Go back to the terminal")).ToBeVisibleAsync();
        IReadOnlyList<string> written = [];
        foreach (var (question, answer) in Questions)
        {
            await walk.SaysAsync(new Regex(Regex.Escape(question) + " $"));
            if (question.StartsWith("Take it back", StringComparison.Ordinal))
            {
                written = await FilledAsync(crm);
            }

            await walk.TypeAsync(answer);
        }

        var said = await walk.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        Assert.InRange(Questions.Length, 0, MostAnswers);
        Assert.Contains("3 of 9  who you are: Anna Arnold, associate 11, of Cust10001.", said, StringComparison.Ordinal);
        Assert.Contains("✓ 7 of 9  webhook: webhook 1 is active; SuperOffice's test event was taken by", said, StringComparison.Ordinal);
        Assert.Contains("✓ 10 of 10 companies have a proposal", said, StringComparison.Ordinal);
        Assert.Contains("✓ contact:1 was written, and holds again what it held", said, StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { "SuperOffice:83", "SuperOffice:84", "SuperOffice:85", "SuperOffice:86" }, written.ToHashSet());
        Assert.DoesNotContain("SuperOffice:84", await FilledAsync(crm));
        // A link is not wrapped; and what is overwritten as it goes on is a line of its own each time.
        Assert.All(
            said.Split('\n').Where(line => !line.Contains("http", StringComparison.Ordinal) && !line.Contains(" of 13: ", StringComparison.Ordinal)),
            line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain(run.Secrets.Values, secret => said.Contains(secret, StringComparison.Ordinal));
        Assert.Null(SecretText.FirstIn(said));
    }

    // The user-defined fields of the first company that hold something.
    private static async Task<IReadOnlyList<string>> FilledAsync(HttpClient crm) =>
    [
        .. (await crm.GetFromJsonAsync<JsonObject>("/sandbox/contacts/1", Cancel))!["fields"]!.AsObject()
            .Where(field => (string)field.Value!["value"]! is { Length: > 0 } and not "[I:0]").Select(field => field.Key),
    ];

    [GeneratedRegex(@"http://localhost:[0-9]+/login/common/oauth/authorize\?\S+(?=\s)")]
    private static partial Regex Link();

    /// <summary>The command in a terminal of its own, with a home of its own in which the AppHost's secrets are where the AppHost keeps them.</summary>
    private sealed class TerminalWalk : IDisposable
    {
        private readonly string _home = Directory.CreateTempSubdirectory("connector-setup-").FullName;
        private readonly System.Text.StringBuilder _said = new();
        private readonly Process _process;
        private readonly Task _reading;
        private int _seen;

        public TerminalWalk(AppHostProcess run)
        {
            var secrets = Directory.CreateDirectory(Path.Combine(_home, ".microsoft", "usersecrets", "connector-apphost-3d4f6c0e"));
            File.WriteAllText(Path.Combine(secrets.FullName, "secrets.json"),
                JsonSerializer.Serialize(run.Secrets.ToDictionary(one => $"Parameters:{one.Key}", one => one.Value)));
            var connector = Path.Combine(Checkout.Root, "artifacts", "bin", "Connector.Cli", Checkout.Configuration.ToLowerInvariant(), "connector.dll");
            var command = string.Create(
                CultureInfo.InvariantCulture,
                $"stty cols 80 rows 50; exec dotnet {connector} setup --no-browser --context sandbox --sandbox-url {run.AddressOf(8005)} --url {run.AddressOf(8004)}");
            _process = Process.Start(new ProcessStartInfo("script", ["-qfec", command, "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment =
                {
                    ["HOME"] = _home, ["XDG_CONFIG_HOME"] = Path.Combine(_home, "config"), ["NO_COLOR"] = "1", ["TERM"] = "dumb",
                    ["CONNECTOR_OPERATOR_KEY"] = null,
                },
            })!;
            _reading = ReadAsync();
        }

        /// <summary>Waits until it says this behind what was seen before; all of that.</summary>
        public async Task<string> SaysAsync(Regex what)
        {
            var said = await Eventually.ValueAsync(
                () => Task.FromResult(Said[_seen..]), text => what.IsMatch(text) || _reading.IsCompleted, TimeSpan.FromMinutes(2), $"{what}", Cancel);
            Assert.True(what.IsMatch(said), $"It ended without {what}:\n{Said}");
            _seen += said.Length;
            return said;
        }

        public async Task TypeAsync(string line)
        {
            await _process.StandardInput.WriteAsync($"{line}\n".AsMemory(), Cancel);
            await _process.StandardInput.FlushAsync(Cancel);
        }

        /// <summary>Waits for its end; all that it said.</summary>
        public async Task<string> EndAsync()
        {
            await _process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(2), Cancel);
            await _reading;
            Assert.True(_process.ExitCode == 0, Said);
            return Said;
        }

        public void Dispose()
        {
            _process.Kill(entireProcessTree: true);
            _process.Dispose();
            Directory.Delete(_home, recursive: true);
        }

        private string Said
        {
            get
            {
                lock (_said)
                {
                    return _said.ToString();
                }
            }
        }

        private async Task ReadAsync()
        {
            var buffer = new char[4096];
            while (await _process.StandardOutput.ReadAsync(buffer, Cancel) is > 0 and var read)
            {
                lock (_said)
                {
                    _said.Append(buffer.AsSpan(0, read)).Replace("\r", "");
                }
            }
        }
    }
}
