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

            using var output = new StringWriter();
            using var error = new StringWriter();
            var exitCode = await CommandLine.RunAsync([.. arguments, .. withUrl, .. withKey], output, error, cancellationToken);
            return new Cli(exitCode, output.ToString(), error.ToString());
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
