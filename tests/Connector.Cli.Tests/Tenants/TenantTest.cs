namespace Connector.Cli.Tests.Tenants;

/// <summary>A test of commands that talk to a tenant: to a sandbox of its own, by a file <c>.env</c> of its own.</summary>
public abstract class TenantTest : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("connector-cli-").FullName;

    protected TenantTest(string redirectUri = "http://127.0.0.1:8009/callback")
    {
        Sandbox = new SandboxServer(redirectUri);
        Write(new() { ["SO_REDIRECT_URI"] = redirectUri });
    }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected SandboxServer Sandbox { get; }

    protected string EnvFile => Path.Combine(_directory, "tenant.env");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Sandbox.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Writes the file: what the sandbox knows, with changes; null leaves a name out.</summary>
    protected void Write(Dictionary<string, string?> changes)
    {
        var values = new Dictionary<string, string?>
        {
            ["SO_CONTEXT_IDENTIFIER"] = "Cust10001",
            ["SO_ENVIRONMENT"] = "sod",
            ["SO_CLIENT_ID"] = "sandbox-client",
            ["SO_CLIENT_SECRET"] = "sandbox-client-secret",
            ["SO_REFRESH_TOKEN"] = "sandbox-refresh-token",
            ["SO_REDIRECT_URI"] = "http://127.0.0.1:8009/callback",
            ["WEBHOOK_TOKEN"] = "a-webhook-token-of-tests",
            ["WEBHOOK_SECRET"] = "a-webhook-secret-of-tests",
            ["COMPANY_EXPLORER_URL"] = new Uri(Sandbox.Url, "explorer").AbsoluteUri,
            ["COMPANY_EXPLORER_USER"] = "sandbox",
            ["COMPANY_EXPLORER_PASSWORD"] = "sandbox-explorer-password",
        };
        foreach (var (name, value) in changes)
        {
            values[name] = value;
        }

        File.WriteAllLines(EnvFile, ["# what tests use", .. values.Where(one => one.Value is not null).Select(one => $"{one.Key}={one.Value}")]);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(EnvFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private protected Task<Cli> RunAsync(params string[] arguments) =>
        Cli.RunAsync(Cancel, [.. arguments, "--env", EnvFile, "--sandbox-url", Sandbox.Url.AbsoluteUri]);

    /// <summary>Runs it; the first line names tenant and mode, all fits a narrow terminal, and no secret is shown.</summary>
    private protected async Task<string> SaysAsync(int exitCode, string says, params string[] arguments)
    {
        var ended = await RunAsync(arguments);
        TestContext.Current.TestOutputHelper?.WriteLine(ended.Output + ended.Error);
        Assert.Equal((exitCode, ""), (ended.ExitCode, ended.Error));
        Assert.StartsWith("Cust10001 · sandbox · propose\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains(says, ended.Output, StringComparison.Ordinal);
        Assert.All(ended.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        HasNoSecret(ended);
        return ended.Output;
    }

    private protected static void HasNoSecret(Cli ended)
    {
        foreach (var secret in (string[])["sandbox-client-secret", "sandbox-refresh-token", "sandbox-explorer-password", "a-webhook-token-of-tests", "a-webhook-secret-of-tests", "8A:", "eyJ"])
        {
            Assert.DoesNotContain(secret, ended.Output + ended.Error, StringComparison.Ordinal);
        }
    }
}
