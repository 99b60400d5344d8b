using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Connector.SuperOffice.TestCaller;
using Connector.Testing;

namespace Connector.SuperOffice.Tests.Sharing;

/// <summary>The test caller as a process of its own. It ends with its standard input, so also if this process dies.</summary>
internal sealed class CallerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private CallerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static CallerProcess Start(Uri login, string redis, params (string Key, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Results).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (string Key, string Value)[] all =
        [
            ("ContextIdentifier", "Cust10001"), ("LoginUrl", login.AbsoluteUri), ("ClientId", "sandbox-client"), ("ClientSecret", "sandbox-client-secret"),
            ("RefreshToken", "sandbox-refresh-token"), .. settings,
        ];
        foreach (var (key, value) in all)
        {
            start.Environment["SuperOffice__" + key] = value;
        }

        start.Environment["ConnectionStrings__redis"] = redis;
        return new CallerProcess(Process.Start(start)!);
    }

    /// <summary>Lets it make so many calls, so many at a time, as fast as it may.</summary>
    public async Task<Results> RoundAsync(int calls, int parallelism)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{calls} {parallelism}"));
        var line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return line is null
            ? throw new InvalidOperationException($"The caller ended: {await _errors}")
            : JsonSerializer.Deserialize<Results>(line)!;
    }

    /// <summary>Ends it and returns what it logged.</summary>
    public async Task<string> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await _errors;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await Signals.KillAsync(_process);
        }

        _process.Dispose();
    }
}
