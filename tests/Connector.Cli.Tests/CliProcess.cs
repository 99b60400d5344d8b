using System.Diagnostics;

namespace Connector.Cli.Tests;

/// <summary>How the command ended: run as people run it, as a process.</summary>
internal sealed record CliProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<CliProcess> RunAsync(
        Uri url, string? key, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "connector.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CONNECTOR_URL"] = url.ToString(), ["COLUMNS"] = "80" },
        };
        start.Environment.Remove("CONNECTOR_OPERATOR_KEY");
        if (key is not null)
        {
            start.Environment["CONNECTOR_OPERATOR_KEY"] = key;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return new CliProcess(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
