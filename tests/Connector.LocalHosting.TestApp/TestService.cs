using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Connector.LocalHosting.TestApp;

/// <summary>A service whose variables say how it misbehaves.</summary>
internal static class TestService
{
    public static async Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        if (builder.Configuration["CRASH"] is { } exitCode)
        {
            await Console.Error.WriteLineAsync("out of cheese");
            Environment.Exit(int.Parse(exitCode, System.Globalization.CultureInfo.InvariantCulture));
        }

        if (builder.Configuration["GRANDCHILD"] is not null)
        {
            using var grandchild = Process.Start("sleep", "600");
            Console.WriteLine($"grandchild {grandchild.Id}");
        }

        if (builder.Configuration["IGNORE_SIGTERM"] is not null)
        {
            builder.Services.AddSingleton<IHostLifetime, DeafLifetime>();
        }

        Console.WriteLine($"process {Environment.ProcessId}");
        var healthy = builder.Configuration["UNHEALTHY"] is null;
        var app = builder.Build();
        app.MapGet("/health", () => healthy ? Results.Ok() : Results.StatusCode(503));
        app.MapPost("/heal", () => { healthy = true; });
        app.MapGet("/environment", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => variable.Value as string));
        await app.RunAsync();
    }

    private sealed class DeafLifetime : IHostLifetime, IDisposable
    {
        private readonly PosixSignalRegistration _sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);

        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _sigterm.Dispose();
    }
}
