using System.Diagnostics;

namespace Connector.Repository.Tests.Checks;

/// <summary>What <c>.ci/run</c> says of failed tests, at the end of an output of which often only the end is seen.</summary>
public sealed class FailedTestsTests : IDisposable
{
    private const string Failed = """
        skipped Some.Tests.Skipped
          Runs in .ci/run (CONNECTOR_TIER=ci).
          from /here/Some.Tests.dll (net10.0|x64)
        failed Some.Tests.Compared(text: "ok") (48ms)
          from /here/Some.Tests.dll (net10.0|x64)
          Assert.Equal() Failure: Strings differ

          failed to see the difference (1ms)
            at Some.Tests.Compared(String text) in /here/Tests.cs:12
          Standard output
            a hundred lines

          Error output
        /here/Some.Tests.dll (net10.0|x64) failed with 1 error(s) (27s 259ms)
        Exit code: 2
          Standard output: of the program

        Test run summary: Failed!
          total: 1
          failed: 1
        """;

    private const string Passed = """
        /here/Some.Tests.dll (net10.0|x64) passed (1s 2ms)

        Test run summary: Passed!
          failed: 0
        """;

    private const string Crashed = """
        /here/Some.Tests.dll (net10.0|x64) failed with 1 error(s) (2s 1ms)
        Exit code: 134
          Error output: Process terminated.

        Test run summary: Failed!
          error: 1
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-logs-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Each_is_shown_with_name_message_and_stack_and_all_names_are_last() => Assert.Equal(
        [
            "failed Some.Tests.Compared(text: \"ok\") (48ms)",
            "  Assert.Equal() Failure: Strings differ",
            "  failed to see the difference (1ms)",
            "    at Some.Tests.Compared(String text) in /here/Tests.cs:12",
            "Failed tests:",
            "  failed Some.Tests.Compared(text: \"ok\") (48ms)",
        ],
        await ReadAsync(Passed, Failed));

    [Fact]
    public async Task Nothing_is_printed_if_nothing_failed() => Assert.Empty(await ReadAsync(Passed, Passed));

    [Fact]
    public async Task A_program_that_crashed_and_a_run_that_was_stopped_are_named() => Assert.Equal(
        [
            "Exit code: 134",
            "  Error output: Process terminated.",
            "Failed tests:",
            "  /here/Some.Tests.dll (net10.0|x64) failed with 1 error(s) (2s 1ms) (exit code 134)",
            "  tests-1.log has no summary: its run was stopped, or did not start",
            "  tests-2.log has no summary: its run was stopped, or did not start",
        ],
        await ReadAsync(Crashed, "Running tests from /here/Some.Tests.dll (net10.0|x64)", ""));

    [Theory]
    [InlineData(1, 500)]
    [InlineData(150, 3)]
    public async Task All_of_it_is_200_lines_at_most(int tests, int linesOfEach)
    {
        var stack = string.Concat(Enumerable.Repeat("    at there\n", linesOfEach));
        var log = string.Concat(Enumerable.Range(1, tests).Select(test => $"failed Test{test} (1ms)\n{stack}"));

        var lines = await ReadAsync(log + "Test run summary: Failed!\n  failed: 1\n");

        Assert.InRange(lines.Count, 199, 200);
        Assert.Contains("  failed Test1 (1ms)", lines);
        Assert.Contains(lines, line => line.EndsWith(" more lines", StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<string>> ReadAsync(params string[] logs)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "eng", "failed-tests.sh")]) { RedirectStandardOutput = true };
        foreach (var (log, index) in logs.Select((log, index) => (log, index)))
        {
            var path = Path.Combine(_directory.FullName, $"tests-{index}.log");
            await File.WriteAllTextAsync(path, log.ReplaceLineEndings("\n"), cancelled);
            start.ArgumentList.Add(path);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancelled);
        await process.WaitForExitAsync(cancelled);
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
