using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Connector.Testing;

namespace Connector.Cli.Tests.Tenants;

/// <summary>A login by the sandbox's page, with a client in place of the browser.</summary>
[Collection("the context in use")]
public sealed partial class LoginTests : TenantTest
{
    private readonly string _redirect;

    public LoginTests() : this($"http://127.0.0.1:{FreePort.Next()}/callback")
    {
    }

    private LoginTests(string redirect) : base(redirect) => _redirect = redirect;

    [Fact]
    public async Task A_person_who_allows_it_is_named_and_the_login_replaces_the_old_one_in_the_file()
    {
        var before = await File.ReadAllTextAsync(EnvFile, Cancel);
        await File.AppendAllTextAsync(EnvFile, "# the end\n", Cancel);

        var (ended, page) = await LogInAsync("BERND");

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("You are Bernd Becker, associate 12, of Cust10001 (Sandbox AS).", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Go back to the terminal", page, StringComparison.Ordinal);
        var after = await File.ReadAllTextAsync(EnvFile, Cancel);
        Assert.Equal(
            before.Replace("SO_REFRESH_TOKEN=sandbox-refresh-token", "SO_REFRESH_TOKEN=", StringComparison.Ordinal) + "# the end\n",
            Token().Replace(after, "SO_REFRESH_TOKEN="));
        HasNoSecret(ended);
        Assert.Contains("12, found by", (await RunAsync("who-am-i")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_is_not_there_is_made_for_its_owner_alone()
    {
        var name = $"new-{Guid.NewGuid():N}";
        var directory = Path.Combine(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME")!, "connector");
        Terminal.Type("Cust10001", "sod", "sandbox-client", "sandbox-client-secret", _redirect);

        var (ended, _) = await LogInAsync("ANNA", arguments: ["--context", name]);

        Assert.Equal(0, ended.ExitCode);
        var file = Path.Combine(directory, "contexts", name + ".env");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        }

        Assert.Contains("SO_CLIENT_SECRET=sandbox-client-secret", await File.ReadAllTextAsync(file, Cancel), StringComparison.Ordinal);
        Assert.Contains(name, (await Cli.RunAsync(Cancel, "contexts")).Output.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Equal(0, (await Cli.RunAsync(Cancel, "contexts", "remove", name)).ExitCode);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task An_administrator_gives_the_token_of_the_applications_own_user()
    {
        var (ended, _) = await LogInAsync("ANNA", arguments: ["--system-user", "--env", EnvFile]);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("SO_PRIVATE_KEY_FILE is needed too", ended.Output, StringComparison.Ordinal);
        Assert.Contains("\nSO_SYSTEM_USER_TOKEN=SandboxConnector-0123456789\n", await File.ReadAllTextAsync(EnvFile, Cancel), StringComparison.Ordinal);
        Assert.DoesNotContain("SandboxConnector-0123456789", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BERND", "Cust10001", "allow", "--system-user", "an administrator has to log in")]
    [InlineData("ANNA", "Cust10002", "allow", null, "You logged in to Cust10002, not to Cust10001.")]
    [InlineData("ANNA", "Cust10001", "deny", null, "refused in the browser")]
    public async Task A_login_that_gives_not_what_is_wanted_keeps_nothing(string user, string tenant, string decision, string? option, string says)
    {
        var before = await File.ReadAllTextAsync(EnvFile, Cancel);

        var (ended, _) = await LogInAsync(user, tenant, decision, option is null ? ["--env", EnvFile] : [option, "--env", EnvFile]);

        Assert.NotEqual(0, ended.ExitCode);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
        Assert.Contains("Nothing was kept", ended.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(EnvFile, Cancel));
    }

    [Fact]
    public async Task An_answer_to_another_login_is_refused_and_what_is_no_answer_is_passed_over()
    {
        var running = Running.Start("login", "--no-browser", "--env", EnvFile, "--sandbox-url", Sandbox.Url.AbsoluteUri);
        await running.LinkAsync();
        using var browser = new HttpClient();
        using var icon = await browser.GetAsync(new Uri(new Uri(_redirect), "/favicon.ico"), Cancel);
        using var empty = await browser.GetAsync(new Uri(_redirect), Cancel);
        using var forged = await browser.GetAsync(new Uri(_redirect + "?code=0123&state=forged"), Cancel);

        var ended = await running.EndAsync();

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.OK), (icon.StatusCode, empty.StatusCode, forged.StatusCode));
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("its state differs", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_holder()
    {
        using var holder = new TcpListener(IPAddress.Loopback, new Uri(_redirect).Port);
        holder.Start();

        var ended = await RunAsync("login", "--no-browser");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"Port {new Uri(_redirect).Port}, which SO_REDIRECT_URI names, is taken: ", ended.Error, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_elsewhere_is_pasted()
    {
        using var elsewhere = new SandboxServer("https://connector.example.com/callback");
        Write(new() { ["SO_REDIRECT_URI"] = "https://connector.example.com/callback" });
        string[] arguments = ["login", "--no-browser", "--env", EnvFile, "--sandbox-url", elsewhere.Url.AbsoluteUri];
        var typed = Terminal.TypeLater();
        var running = Running.Start(arguments);
        typed.SetResult((await Person.SendToAsync(await running.LinkAsync(), "CARLA", "Cust10001", "allow")).AbsoluteUri);
        var ended = await running.EndAsync();

        Terminal.Type("https://connector.example.com/other?code=1");
        var other = await Cli.RunAsync(Cancel, arguments);
        Terminal.Nobody();
        var nobody = await Cli.RunAsync(Cancel, arguments);

        Assert.Equal((0, 1, 2), (ended.ExitCode, other.ExitCode, nobody.ExitCode));
        Assert.Contains("You are Carla Conrad, associate 13", ended.Output, StringComparison.Ordinal);
        Assert.Contains("What was pasted is not", other.Error, StringComparison.Ordinal);
        Assert.Contains("log in at a terminal", nobody.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SO_REDIRECT_URI", null, "lacks SO_REDIRECT_URI.")]
    [InlineData("SO_CLIENT_SECRET", null, "lacks SO_CLIENT_SECRET.")]
    [InlineData("SO_REDIRECT_URI", "localhost/callback", "must be an absolute address")]
    [InlineData("SO_CONTEXT_IDENTIFIER", "12345", "must look like Cust12345")]
    public async Task What_is_missing_or_wrong_is_said_before_anything_is_asked(string name, string? value, string says)
    {
        Write(new() { [name] = value });

        var ended = await RunAsync("login", "--no-browser");

        Assert.Equal((2, ""), (ended.ExitCode, ended.Output));
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
    }

    private async Task<(Cli Ended, string Page)> LogInAsync(string user, string tenant = "Cust10001", string decision = "allow", string[]? arguments = null)
    {
        var running = Running.Start(["login", "--no-browser", "--sandbox-url", Sandbox.Url.AbsoluteUri, .. arguments ?? ["--env", EnvFile]]);
        using var browser = new HttpClient();
        var page = await browser.GetStringAsync(await Person.SendToAsync(await running.LinkAsync(), user, tenant, decision), Cancel);
        return (await running.EndAsync(), page);
    }

    [GeneratedRegex("SO_REFRESH_TOKEN=sandbox-refresh-token-[0-9A-F]{32}")]
    private static partial Regex Token();
}
