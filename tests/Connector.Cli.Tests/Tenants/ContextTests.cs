extern alias cli;

using cli::Connector.Cli.Contexts;

namespace Connector.Cli.Tests.Tenants;

/// <summary>Which tenant is meant, and how its file is changed.</summary>
[Collection("the context in use")]
public sealed class ContextTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SO_REFRESH_TOKEN=old\n", "SO_REFRESH_TOKEN=new\n")]
    [InlineData("# a\n\nA=1\n export SO_REFRESH_TOKEN = 'old' # why\nB=2", "# a\n\nA=1\n export SO_REFRESH_TOKEN=new\nB=2\n")]
    [InlineData("SO_REFRESH_TOKEN=one\r\nA=1\r\nSO_REFRESH_TOKEN=two\r\n", "SO_REFRESH_TOKEN=one\r\nA=1\r\nSO_REFRESH_TOKEN=new\r\n")]
    [InlineData("A=1\r\n", "A=1\r\nSO_REFRESH_TOKEN=new\r\n")]
    [InlineData("#SO_REFRESH_TOKEN=old\n", "#SO_REFRESH_TOKEN=old\nSO_REFRESH_TOKEN=new\n")]
    [InlineData("SO_REFRESH_TOKEN_OLD=x\n", "SO_REFRESH_TOKEN_OLD=x\nSO_REFRESH_TOKEN=new\n")]
    [InlineData("", "SO_REFRESH_TOKEN=new\n")]
    public void Only_the_line_that_counts_is_changed(string before, string after) =>
        Assert.Equal(after, EnvFileEditor.With(before, [new("SO_REFRESH_TOKEN", "new")]));

    [Theory]
    [InlineData("a b", "X=\"a b\"\n")]
    [InlineData("a#b", "X=\"a#b\"\n")]
    [InlineData("a\"b", "X='a\"b'\n")]
    [InlineData("a=b+/==", "X=a=b+/==\n")]
    public async Task What_is_written_is_read_as_it_was(string value, string line)
    {
        Assert.Equal(line, EnvFileEditor.With("", [new("X", value)]));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, line, Cancel);
            Assert.True(Connector.Tenants.EnvFiles.EnvFile.TryRead(file, out var values, out _));
            Assert.Equal(value, values["X"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("who-am-i", "Which tenant? Say --context NAME or --env FILE")]
    [InlineData("who-am-i --context sandbx", "There is no context sandbx. Did you mean sandbox?")]
    [InlineData("who-am-i --context nobody", "connector login --context nobody makes it.")]
    [InlineData("who-am-i --context ../x", "'../x' cannot be a context")]
    [InlineData("who-am-i --context sandbox --env x", "name two tenants")]
    [InlineData("who-am-i --env no-such-file.env", "There is no file no-such-file.env.")]
    [InlineData("who-am-i --context sandbox --sandbox-url https://attacker.example", "takes an address on this machine")]
    [InlineData("contexts use nobody", "There is no context nobody.")]
    [InlineData("contexts remove nobody", "There is no context nobody.")]
    [InlineData("contexts remove sandbox", "Nothing is kept for the sandbox")]
    public async Task Which_tenant_is_never_guessed(string command, string says)
    {
        var ended = await Cli.RunAsync(Cancel, command.Split(' '));

        Assert.NotEqual(0, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
    }

    // Another tenant than one thinks is worse than none.
    [Fact]
    public async Task A_file_in_the_present_directory_is_not_used()
    {
        var directory = Directory.CreateTempSubdirectory("connector-cli-");
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, ".env"), "SO_CONTEXT_IDENTIFIER=Cust99999\n", Cancel);
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "connector.dll"), "who-am-i"])
        {
            WorkingDirectory = directory.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        directory.Delete(recursive: true);

        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("Which tenant?", error, StringComparison.Ordinal);
    }
}
