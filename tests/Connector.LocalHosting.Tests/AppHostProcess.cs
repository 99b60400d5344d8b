using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Connector.LocalHosting.TestApp;
using Connector.Testing;

namespace Connector.LocalHosting.Tests;

/// <summary>The test AppHost as a process of its own, as a person would run it, with what it writes.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();

    private AppHostProcess(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        process.ErrorDataReceived += (_, e) => _lines.Enqueue(e.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>The processes that the services said they were or had started.</summary>
    public IReadOnlyList<int> Descendants => [.. Lines
        .Select(line => ProcessLine().Match(line))
        .Where(match => match.Success)
        .Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    public static AppHostProcess Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(TestProject).Assembly.Location, "host", .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("DOTNET_ENVIRONMENT");
        return new AppHostProcess(Process.Start(start)!);
    }

    public async Task<string> LineAsync(string part) =>
        (await Eventually.ValueAsync(
            () => Task.FromResult(Lines.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal))),
            line => line is not null,
            TimeSpan.FromSeconds(30),
            $"a line with '{part}'",
            TestContext.Current.CancellationToken))!;

    public async Task<int> ExitCodeAsync(TimeSpan within)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(within);
        await Process.WaitForExitAsync(deadline.Token);
        return Process.ExitCode;
    }

    public static bool IsAlive(int processId) =>
        File.Exists($"/proc/{processId}/stat") && !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }

    [GeneratedRegex(@"\| (?:process|grandchild) (\d+)$")]
    private static partial Regex ProcessLine();
}
