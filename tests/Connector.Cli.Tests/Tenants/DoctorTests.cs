using System.Diagnostics;
using System.Text.Json;
using Connector.Sandbox.Tests;

namespace Connector.Cli.Tests.Tenants;

/// <summary>Every broken configuration is found by its cause, with a cure; and one that is in order has none.</summary>
public sealed class DoctorTests : TenantTest, IAsyncLifetime
{
    private readonly Receiver _ingress = new();

    public async ValueTask InitializeAsync()
    {
        await _ingress.StartAsync();
        Write(Whole());
        Assert.Equal(0, (await RunAsync("webhooks", "register", _ingress.Url.AbsoluteUri)).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _ingress.DisposeAsync();
        Dispose();
    }

    [Fact]
    public async Task A_configuration_in_order_has_no_cross()
    {
        var said = await SaysAsync(0, "0 wrong, 1 to be looked at.", Doctor("--data", Path.GetTempPath(), "--ask"));

        Assert.DoesNotContain("✗", said, StringComparison.Ordinal);
        Assert.Contains("✓ public address: SuperOffice's test event was answered with 200", said, StringComparison.Ordinal);
        Assert.Contains("it cost 0.0123 EUR", said, StringComparison.Ordinal);
        Assert.Contains("! connector: The dashboard at http://127.0.0.1:9/ cannot be reached", said, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string, string, string> Broken => new()
    {
        // What is wrong; in the file, or at SuperOffice's and others' side; what is said; the cure.
        { "no client secret", "SO_CLIENT_SECRET=", "", "✗ settings: The client secret is missing", "connector login" },
        { "a wrong client secret", "SO_CLIENT_SECRET=wrong", "", "✗ login: POST login/common/oauth/tokens answered 401", "Check SO_CLIENT_ID and SO_CLIENT_SECRET" },
        { "no login yet", "SO_REFRESH_TOKEN=", "", "✗ settings: The refresh token is missing", "connector login" },
        { "consent withdrawn", "", """{"refreshTokenRevoked":true}""", "✗ login: POST login/common/oauth/tokens answered 400 (invalid_grant)", "To log in: connector login" },
        { "a tenant that there is not", "SO_CONTEXT_IDENTIFIER=Cust99999", "", "✗ tenant: SuperOffice knows no tenant Cust99999", "Check SO_CONTEXT_IDENTIFIER and SO_ENVIRONMENT" },
        { "maintenance", "", """{"tenantState":"OfflineMaintenance"}""", "✗ tenant: Cust10001 is OfflineMaintenance", "status.superoffice.com" },
        { "a mode that there is not", "CONNECTOR_MODE=wirte", "", "CONNECTOR_MODE must be observe, propose or write.", "Correct it in" },
        { "writing without a scope", "CONNECTOR_MODE=write", "", "CONNECTOR_SCOPE must say what may be written", "Correct it in" },
        { "a vertical that is no such field", "Tenant__Contact__Vertical__ProgId=SuperOffice:183", "", "✗ fields: Tenant__Contact__Vertical__ProgId is SuperOffice:183", "connector discover" },
        { "a field of another type", "Tenant__Contact__Summary__ProgId=SuperOffice:89", "", "of type Checkbox; it must be LongText or ShortText", "connector discover" },
        { "a list that is not found", "", """{"missingListId":108}""", "✗ fields: No route leads to the list of SuperOffice:83", "not deleted" },
        { "no right to change anything", "CONNECTOR_MODE=write CONNECTOR_SCOPE=all", """{"unwritable":["contact:1","contact:2","contact:3"]}""", "✗ rights: The login may read companies and change none of the first 3", "no_right" },
        { "webhooks not granted", "", """{"webhookAgent":"Forbidden"}""", "✗ webhook: SuperOffice does not let this application use webhooks", "ask SuperOffice to grant it the Webhook agent" },
        { "an ingress with another token", "", "ingress 401", "✗ public address: SuperOffice's test event was not answered with 200", "WEBHOOK_TOKEN and WEBHOOK_SECRET must be ingress' own" },
        { "a wrong password of the Explorer", "COMPANY_EXPLORER_PASSWORD=wrong", "", "✗ Company Explorer: The Company Explorer refuses user or password (401)", "Correct COMPANY_EXPLORER_USER" },
        { "another program at the Explorer's address", "COMPANY_EXPLORER_URL={sandbox}", "", "is not the Company Explorer (404", "Correct COMPANY_EXPLORER_URL" },
        { "nobody at the Explorer's address", "COMPANY_EXPLORER_URL=http://127.0.0.1:9", "", "✗ Company Explorer: Nothing that could be read came from http://127.0.0.1:9", "Check COMPANY_EXPLORER_URL" },
        { "the Explorer without TLS", "COMPANY_EXPLORER_URL=http://explorer.example.com", "", "✗ Company Explorer: COMPANY_EXPLORER_URL is no https address", "credentials and company data go there" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Each_cause_is_named_with_its_cure(string what, string settings, string faults, string cause, string cure)
    {
        var changes = Whole();
        foreach (var setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var value = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..].Replace("{sandbox}", Sandbox.Url.AbsoluteUri, StringComparison.Ordinal);
            changes[setting.Split('=')[0]] = value.Length == 0 ? null : value;
        }

        Write(changes);
        if (faults == "ingress 401")
        {
            _ingress.Answer = _ => 401;
        }
        else if (faults.Length > 0)
        {
            await Sandbox.TurnAsync(JsonElement.Parse(faults));
        }

        var ended = await RunAsync(Doctor());

        TestContext.Current.TestOutputHelper?.WriteLine($"{what}\n{ended.Output}{ended.Error}");
        Assert.Equal((1, ""), (ended.ExitCode, ended.Error));
        var unfolded = string.Join(' ', ended.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(cause, unfolded, StringComparison.Ordinal);
        Assert.Contains(cure, unfolded[unfolded.IndexOf(cause, StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
        HasNoSecret(ended);
    }

    [Fact]
    public async Task Without_a_webhook_it_is_said_how_to_get_one()
    {
        await RunAsync("webhooks", "delete", "--yes");

        var said = await SaysAsync(1, "✗ webhook: This application has registered no webhook", Doctor());

        Assert.Contains("– public address: not looked at", said, StringComparison.Ordinal);
        Assert.Contains("✓ public address", (await RunAsync(Doctor("--address", _ingress.Url.AbsoluteUri))).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_that_git_tracks_or_may_soon_are_found()
    {
        var directory = Path.GetDirectoryName(EnvFile)!;
        await GitAsync(directory, "init", "--quiet");
        await SaysAsync(0, "! secrets: ", Doctor());
        await File.WriteAllTextAsync(Path.Combine(directory, ".gitignore"), "*.env\n", Cancel);
        await SaysAsync(0, "✓ secrets: git ignores", Doctor());
        await GitAsync(directory, "add", "--force", "tenant.env");

        var said = await SaysAsync(1, "✗ secrets: git tracks", Doctor());

        Assert.Contains("git rm --cached tenant.env", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_secrets_that_are_the_same_and_a_private_key_that_others_may_read_are_found()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no such modes there.");
        var (changes, key) = (Whole(), Path.Combine(Path.GetDirectoryName(EnvFile)!, "app.pem"));
        await File.WriteAllTextAsync(key, "not a key", Cancel);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        changes["WEBHOOK_SECRET"] = "a-webhook-token-of-tests";
        changes["SO_PRIVATE_KEY_FILE"] = key;
        Write(changes);

        var ended = await RunAsync(Doctor());

        var unfolded = string.Join(' ', ended.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("! secrets: WEBHOOK_TOKEN and WEBHOOK_SECRET are the same", unfolded, StringComparison.Ordinal);
        Assert.Contains("! secrets: Others on this machine may read", unfolded, StringComparison.Ordinal);
        HasNoSecret(ended);
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_found()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no such modes there.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(EnvFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        }

        await SaysAsync(0, "chmod 600", Doctor());
    }

    [Fact]
    public async Task Json_has_a_verdict_for_each_check()
    {
        Write(new(Whole()) { ["COMPANY_EXPLORER_PASSWORD"] = "wrong" });

        var ended = await RunAsync(Doctor("--json"));

        var answer = JsonElement.Parse(ended.Output);
        Assert.Equal((1, false), (ended.ExitCode, answer.GetProperty("healthy").GetBoolean()));
        var explorer = Assert.Single(answer.GetProperty("checks").EnumerateArray(), check => check.GetProperty("name").GetString() == "Company Explorer");
        Assert.Equal("bad", explorer.GetProperty("verdict").GetString());
    }

    private static string[] Doctor(params string[] more) => ["doctor", "--url", "http://127.0.0.1:9", .. more];

    private static Dictionary<string, string?> Whole() => new()
    {
        ["Tenant__Contact__Vertical__ProgId"] = "SuperOffice:83",
        ["Tenant__Contact__Summary__ProgId"] = "SuperOffice:84",
        ["Tenant__Contact__Stamp__ProgId"] = "SuperOffice:88",
    };

    private static async Task GitAsync(string directory, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await git.WaitForExitAsync(Cancel);
        Assert.Equal(0, git.ExitCode);
    }
}
