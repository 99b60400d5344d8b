extern alias cli;

using System.Runtime.CompilerServices;
using CommandLine = cli::Connector.Cli.CommandLine;

namespace Connector.Cli.Tests;

/// <summary>How a command ended: run in this process, which is as people run it but for the start of one.</summary>
internal sealed record Cli(int ExitCode, string Output, string Error)
{
    /// <summary>What every command of these tests finds in its environment.</summary>
    [ModuleInitializer]
    internal static void SetEnvironment()
    {
        Environment.SetEnvironmentVariable("COLUMNS", "80");
        Environment.SetEnvironmentVariable("CONNECTOR_OPERATOR_KEY", null);
        Environment.SetEnvironmentVariable("CONNECTOR_URL", null);
        Environment.SetEnvironmentVariable("CONNECTOR_CONTEXT", null);
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", Path.Combine(Path.GetTempPath(), $"connector-cli-tests-{Environment.ProcessId}"));
    }

    /// <summary>Exactly these arguments.</summary>
    public static async Task<Cli> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, output, error, cancellationToken);
        return new Cli(exitCode, output.ToString(), error.ToString());
    }

    public static async Task<Cli> RunAsync(Uri url, string? key, CancellationToken cancellationToken, params string[] arguments)
    {
        var file = key is null ? null : Path.GetTempFileName();
        try
        {
            string[] withUrl = arguments.Contains("--url") ? [] : ["--url", url.ToString()];
            string[] withKey = [];
            if (file is not null)
            {
                await File.WriteAllTextAsync(file, key, cancellationToken);
                withKey = ["--key-file", file];
            }

            return await RunAsync(cancellationToken, [.. arguments, .. withUrl, .. withKey]);
        }
        finally
        {
            if (file is not null)
            {
                File.Delete(file);
            }
        }
    }
}
