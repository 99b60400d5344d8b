using System.Diagnostics;

namespace Connector.Repository.Tests.Starting;

/// <summary>How a service ended that was started as it is deployed: as a process, set up by its environment alone.</summary>
internal sealed record ServiceProcess(int ExitCode, string Output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<ServiceProcess> RunAsync(string service, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var elsewhere = Directory.CreateTempSubdirectory("connector-start-");
        try
        {
            using var process = Process.Start(Start(service, settings, elsewhere.FullName)) ?? throw new InvalidOperationException($"{service} could not be started.");
            try
            {
                var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
                await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
                return new ServiceProcess(process.ExitCode, string.Concat(await output));
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    /// <summary>How it is started.</summary>
    public static ProcessStartInfo Start(string service, IReadOnlyDictionary<string, string> settings, string directory)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"Connector.{service}.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["DOTNET_ENVIRONMENT"] = "Production", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return start;
    }
}
