using System.Diagnostics;
using Connector.ServiceDefaults.Parents;
using Connector.Testing;

namespace Connector.ServiceDefaults.Tests.Parents;

public sealed class ProcessStartTests
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_has_the_same_start_whenever_it_is_asked_for_and_none_once_it_is_gone()
    {
        await using var process = new IdleProcess();
        var start = ProcessStart.Of(process.Id);
        Assert.NotNull(start);
        Assert.Equal(start, ProcessStart.Of(process.Id));
        Assert.True(start >= ProcessStart.Of(Environment.ProcessId));

        await process.KillAsync();
        Assert.Null(ProcessStart.Of(process.Id));
    }

    [Fact]
    public async Task A_process_that_has_ended_and_that_its_parent_has_not_cleared_away_is_gone()
    {
        // The shell becomes a program that never asks after the child it was given; the shell itself would have, so the child lives until then.
        using var parent = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 600 & echo $!; exec sleep 600"]) { RedirectStandardOutput = true })!;
        using var watch = new ParentWatch(parent.Id, "");
        try
        {
            var child = int.Parse((await parent.StandardOutput.ReadLineAsync(_ct))!, System.Globalization.CultureInfo.InvariantCulture);
            await Eventually.TrueAsync(() => File.ReadAllText($"/proc/{parent.Id}/comm") == "sleep\n", cancellationToken: _ct);
            Assert.NotNull(ProcessStart.Of(child));
            using (var process = Process.GetProcessById(child))
            {
                process.Kill();
            }

            await Eventually.TrueAsync(() => ProcessStart.Of(child) is null, cancellationToken: _ct);
            Assert.True(Directory.Exists($"/proc/{child}"));
        }
        finally
        {
            await Signals.KillAsync(parent);
        }
    }
}
