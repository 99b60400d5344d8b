using Connector.Cli.Tests.Tenants;
using Connector.Sandbox.Tests;
using Connector.Testing;

namespace Connector.Cli.Tests.Setup;

/// <summary>The walk as far as it goes without a connector, on a sandbox, with a receiver in the place of ingress.</summary>
[Collection("the context in use")]
public sealed class SetupTests : TenantTest, IAsyncLifetime
{
    private const string TypedPassword = "sandbox-explorer-password";
    private const string NoConnector = "Step 8 of 9, ten companies as proposals: The dashboard at http://127.0.0.1:9/ cannot be reached";

    private static readonly string[] OfMapping =
    [
        "Tenant__Contact__Vertical__ProgId=SuperOffice:83", "Tenant__Contact__Summary__ProgId=SuperOffice:84",
        "Tenant__Contact__OpenerSecondary__ProgId=SuperOffice:86",
        "Tenant__Contact__Opener__ProgId=SuperOffice:85", "Tenant__Contact__LastEnriched__ProgId=SuperOffice:87",
        "Tenant__Contact__Stamp__ProgId=SuperOffice:88",
        "Tenant__Person__Role__ProgId=SuperOffice:20", "Tenant__Person__Subject__ProgId=SuperOffice:21", "Tenant__Person__Intro__ProgId=SuperOffice:22",
        "Tenant__Person__SocialProof__ProgId=SuperOffice:23", "Tenant__Person__LastEnriched__ProgId=SuperOffice:24",
        "Tenant__Person__Stamp__ProgId=SuperOffice:25",
    ];

    private readonly Receiver _ingress = new();
    private readonly string _redirect;

    public SetupTests() : this($"http://127.0.0.1:{FreePort.Next()}/callback")
    {
    }

    private SetupTests(string redirect) : base(redirect) => _redirect = redirect;

    /// <summary>What somebody types who begins with nothing: by step.</summary>
    private string[][] Typed =>
    [
        ["Cust10001", "sod", "sandbox-client", "sandbox-client-secret", _redirect],
        [""],
        ["n", "ANNA", "owner:ANNA"],
        [new Uri(Sandbox.Url, "explorer").AbsoluteUri, "sandbox", TypedPassword, "y"],
        [_ingress.Url.AbsoluteUri],
    ];

    private string[] Arguments => ["setup", "--no-browser", "--env", EnvFile, "--sandbox-url", Sandbox.Url.AbsoluteUri, "--url", "http://127.0.0.1:9"];

    public async ValueTask InitializeAsync()
    {
        await _ingress.StartAsync();
        await File.WriteAllTextAsync(EnvFile, "# a new tenant\n", Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _ingress.DisposeAsync();
        Dispose();
    }

    [Fact]
    public async Task From_nothing_to_a_webhook_each_step_is_in_order_before_the_next_and_all_is_kept_in_the_file()
    {
        Terminal.Type([.. Typed.SelectMany(step => step)]);

        var ended = await WalkAsync();

        Assert.Equal(3, ended.ExitCode);
        Assert.StartsWith("no tenant · sandbox · propose\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Anna Arnold, associate 11, of Cust10001.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("✓ webhook 2 is registered; SuperOffice's test event was taken by", ended.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(NoConnector, ended.Error, StringComparison.Ordinal);
        Assert.Contains($"dotnet run --project Connector.AppHost --launch-profile tenant -- --EnvFile {EnvFile}", ended.Error, StringComparison.Ordinal);
        var file = await File.ReadAllLinesAsync(EnvFile, Cancel);
        Assert.Equal("# a new tenant", file[0]);
        Assert.Empty(OfMapping.Concat(["Tenant__Persons__Enrich=false", "Tenant__Owners__0=ANNA", "CONNECTOR_SCOPE=owner:ANNA"]).Except(file));
        var token = file.Single(line => line.StartsWith("WEBHOOK_TOKEN=", StringComparison.Ordinal)).Split('=')[1];
        Assert.Matches("^[0-9a-f]{64}$", token);
        Assert.All(_ingress.All, post => Assert.Equal(("test", token), (post.EventName, post.Headers["X-Connector-Token"])));
        HasNoSecret(ended);
        Assert.DoesNotContain(token, ended.Output + ended.Error, StringComparison.Ordinal);
        Assert.True(Connector.Tenants.EnvFiles.EnvFile.TryRead(EnvFile, out _, out var problem), problem);
    }

    [Theory]
    [InlineData(0, 0)] // at once
    [InlineData(3, 0)] // amid the application: what was typed of it is asked for again
    [InlineData(5, 1)] // after the login
    [InlineData(6, 2)] // after the fields
    [InlineData(8, 2)]
    [InlineData(9, 3)] // after persons, owners and scope
    [InlineData(12, 4)] // the Explorer is known; whether to ask it is not asked again
    [InlineData(13, 4)] // after the Explorer
    [InlineData(14, 5)] // after the webhook
    public async Task Interrupted_and_called_again_it_goes_on_with_the_step_that_was_not_over(int answered, int stepsOver)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        Terminal.Type([.. Typed.SelectMany(step => step).Take(answered)]);
        var interrupted = await WalkAsync();
        Terminal.Type([.. Typed.Skip(stepsOver).SelectMany(step => step)]);

        var again = await WalkAsync();

        Assert.Equal(answered == 14 ? 3 : 2, interrupted.ExitCode);
        Assert.Contains($"Call connector setup --env {EnvFile} again to go on.", interrupted.Error, StringComparison.Ordinal);
        Assert.Equal((3, ""), (again.ExitCode, Terminal.NotAsked()));
        Assert.Contains(NoConnector, again.Error, StringComparison.Ordinal);
        Assert.Equal(stepsOver >= 1, again.Output.Contains("✓ 1 of 9  application: Cust10001, sandbox, sandbox-client", StringComparison.Ordinal));
        Assert.Equal(stepsOver >= 1, again.Output.Contains("✓ 2 of 9  login: SuperOffice accepts", StringComparison.Ordinal));
        Assert.Equal(stepsOver >= 2, again.Output.Contains("✓ 4 of 9  fields: 12 fields are named", StringComparison.Ordinal));
        Assert.Equal(stepsOver >= 3, again.Output.Contains("✓ 5 of 9  persons, owners, scope: persons are left alone; companies of", StringComparison.Ordinal));
        Assert.Equal(stepsOver >= 4, again.Output.Contains("✓ 6 of 9  Company Explorer: ", StringComparison.Ordinal));
        Assert.Equal(stepsOver >= 5, again.Output.Contains("✓ 7 of 9  webhook: webhook 2 is active", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_yes_what_is_proposed_is_taken_and_what_nothing_can_be_proposed_for_ends_it()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        Write(new() { ["SO_REDIRECT_URI"] = _redirect, ["OPERATOR_KEY"] = "an-operator-key-of-tests-0123456" });
        Terminal.Nobody();

        var without = await Cli.RunAsync(Cancel, [.. Arguments, "--yes"]);
        Assert.Equal(0, (await RunAsync("webhooks", "register", _ingress.Url.AbsoluteUri)).ExitCode);
        var ended = await Cli.RunAsync(Cancel, [.. Arguments, "--yes"]);

        Assert.Equal(2, without.ExitCode);
        Assert.Contains("Step 7 of 9, webhook: Nobody answers: Ingress' public address: Call this at a terminal.", without.Error, StringComparison.Ordinal);
        Assert.Equal(3, ended.ExitCode);
        Assert.Contains(NoConnector, ended.Error, StringComparison.Ordinal);
        var file = await File.ReadAllLinesAsync(EnvFile, Cancel);
        Assert.Empty(OfMapping.Append("Tenant__Persons__Enrich=false").Except(file));
        Assert.DoesNotContain(file, line => line.StartsWith("CONNECTOR_SCOPE", StringComparison.Ordinal)
            || line.StartsWith("Tenant__Owners", StringComparison.Ordinal));
        Assert.All(ended.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public async Task Field_by_field_a_slip_is_asked_again_and_what_is_left_out_is_said_so_that_no_default_takes_its_place()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        Write(new() { ["SO_REDIRECT_URI"] = _redirect, ["OPERATOR_KEY"] = "an-operator-key-of-tests-0123456" });
        Terminal.Type(["f", "-", "SuperOffice:999", "SuperOffice:89", "SuperOffice:85", "", "SuperOffice:85", "-", .. Enumerable.Repeat("", 8)]);

        var ended = await Cli.RunAsync(Cancel, Arguments);

        Assert.Contains("The tenant has no field SuperOffice:999 of a Contact.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("is of type Checkbox; it must be LongText or ShortText.", ended.Output, StringComparison.Ordinal);
        Assert.Contains("SuperOffice:85 is taken above already.", ended.Output, StringComparison.Ordinal);
        Assert.Empty(new[]
        {
            "Tenant__Contact__Vertical__ProgId=", "Tenant__Contact__Summary__ProgId=SuperOffice:85", "Tenant__Contact__Opener__ProgId=",
            "Tenant__Person__Stamp__ProgId=SuperOffice:25",
        }.Except(await File.ReadAllLinesAsync(EnvFile, Cancel)));
    }

    public static TheoryData<string, string, string, int, string> Failing => new()
    {
        // What is wrong in the file; at the other side; what is typed, by |; the exit code; what is said.
        { "SO_CONTEXT_IDENTIFIER=", "", "Cust", 2, "Step 1 of 9, application: SO_CONTEXT_IDENTIFIER must look like Cust12345." },
        { "SO_CLIENT_SECRET=", "", "", 2, "Step 1 of 9, application: Nothing was typed. The application's client secret: it is needed." },
        { "SO_CLIENT_SECRET=wrong", "", "", 4, "Step 2 of 9, login: POST login/common/oauth/tokens answered 401" },
        { "", """{"tenantState":"OfflineMaintenance"}""", "", 3, "status.superoffice.com" },
        { "Tenant__Contact__Summary__ProgId=SuperOffice:89", "", "f|-|-|-|-|-|-|-|-|-|-|-|-", 1, "Step 4 of 9, fields: No field is named" },
        { "", "", "|n|NOBODY|NOBODY|NOBODY", 2, "Step 5 of 9, persons, owners, scope: The tenant has no owner NOBODY." },
        { "", "", "|n||everything|everything|everything", 2, "Step 5 of 9, persons, owners, scope: Type all, or entries such as owner:ANNA" },
        { "COMPANY_EXPLORER_PASSWORD=wrong", "", "|n|||||other", 1, "Step 6 of 9, Company Explorer: The Company Explorer refuses user or password (401)." },
        { "COMPANY_EXPLORER_URL=", "", "|n|||http://explorer.example.com|ftp://x|x", 2, "Step 6 of 9, Company Explorer: It must be an https address" },
        { "", """{"webhookAgent":"Forbidden"}""", "|n||", 1, "Step 7 of 9, webhook: SuperOffice does not let this application use webhooks" },
        { "", "ingress 401", "|n|||{ingress}", 1, "Step 7 of 9, webhook: SuperOffice's test event was not answered with 200 by" },
        { "", "", "|n|||connector.example.com|connector.example.com|https://", 2, "Step 7 of 9, webhook: 'https://' cannot be a webhook's target" },
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task A_step_that_fails_says_the_cause_and_how_to_go_on_and_keeps_nothing_that_is_wrong(string line, string other, string typed, int exitCode,
        string says)
    {
        // What comes after the survey takes a second and more.
        Assert.SkipUnless(Tiers.Current >= Tier.Ci || !typed.Contains('|', StringComparison.Ordinal), Tiers.RunsFrom(Tier.Ci));
        Dictionary<string, string?> changes = new() { ["SO_REDIRECT_URI"] = _redirect, ["OPERATOR_KEY"] = "an-operator-key-of-tests-0123456" };
        if (line.Length > 0)
        {
            changes[line.Split('=')[0]] = line.Split('=')[1];
        }

        Write(changes);
        if (other.StartsWith('{'))
        {
            await Sandbox.TurnAsync(System.Text.Json.JsonElement.Parse(other));
        }

        _ingress.Answer = _ => other == "ingress 401" ? 401 : 200;
        Terminal.Type(typed.Replace("{ingress}", _ingress.Url.AbsoluteUri, StringComparison.Ordinal).Split('|'));

        var ended = await Cli.RunAsync(Cancel, Arguments);

        TestContext.Current.TestOutputHelper?.WriteLine(ended.Output + ended.Error);
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
        Assert.EndsWith($"Call connector setup --env {EnvFile} again to go on.\n", ended.Error, StringComparison.Ordinal);
        HasNoSecret(ended);
        Assert.DoesNotContain("NOBODY", await File.ReadAllTextAsync(EnvFile, Cancel), StringComparison.Ordinal);
    }

    private async Task<Cli> WalkAsync()
    {
        var running = Running.Start(Arguments);
        if (await running.FindLinkAsync() is { } link)
        {
            await Person.LogInAsync(link);
        }

        var ended = await running.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(ended.Output + ended.Error);
        return ended;
    }
}
