using System.Net;
using System.Net.Sockets;
using Connector.LocalHosting.Running;

namespace Connector.LocalHosting.Tests;

/// <summary>What a person at the console sees.</summary>
public sealed class ConsoleTests
{
    [Fact]
    public async Task Run_says_first_which_world_it_is_and_shows_a_table_once_all_are_healthy()
    {
        await using var host = AppHostProcess.Start();

        await host.LineAsync("Ctrl+C ends everything.");

        Assert.StartsWith("Local hosting, not Aspire's orchestrator", host.Lines[0], StringComparison.Ordinal);
        var table = host.Lines.SkipWhile(line => !line.StartsWith("  resource", StringComparison.Ordinal)).ToList();
        Assert.Matches("^  first       Running   http://localhost:[0-9]+$", table[1]);
        Assert.Matches("^  second      Running   http://localhost:[0-9]+$", table[2]);
        Assert.All(host.Lines.Where(line => !line.Contains(" | ", StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain(host.Lines, line => line.Contains('\e'));
    }

    [Fact]
    public async Task Occupied_port_ends_the_run_with_one_line_that_names_the_port_and_the_setting()
    {
        using var occupant = new TcpListener(IPAddress.Loopback, 0);
        occupant.Start();
        var port = ((IPEndPoint)occupant.LocalEndpoint).Port;

        await using var host = AppHostProcess.Start("--Ports:first", $"{port}");

        Assert.Equal(1, await host.ExitCodeAsync(TimeSpan.FromSeconds(30)));
        var line = Assert.Single(host.Lines, line => line.StartsWith("ERROR", StringComparison.Ordinal));
        Assert.Contains($"first cannot be started: port {port} is taken", line, StringComparison.Ordinal);
        Assert.Contains("--Ports:first", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crash_is_reported_in_one_line_with_exit_code_and_last_words_and_the_run_goes_on()
    {
        await using var host = AppHostProcess.Start("--Second:CRASH", "3");

        var line = await host.LineAsync("ended by itself");

        Assert.Equal("ERROR: second ended by itself with exit code 3. out of cheese", line);
        Assert.False(host.Process.HasExited);
    }

    [Fact]
    public void Terminal_gets_a_colour_for_each_process_and_the_services_own_and_a_file_gets_neither()
    {
        string[] terminal = [.. Write(colour: true)], file = [.. Write(colour: false)];

        Assert.Equal(["\e[36mfirst      |\e[0m a \e[31mred\e[0m word", "\e[32msecond     |\e[0m plain", "\e[36mfirst      |\e[0m plain", "\e[31mERROR: broken\e[0m"], terminal);
        Assert.Equal(["first      | a red word", "second     | plain", "first      | plain", "ERROR: broken"], file);

        static IEnumerable<string> Write(bool colour)
        {
            using var console = new StringWriter();
            var output = new ConsoleOutput(console, colour);
            output.Line("first", "a \e[31mred\e[0m word", isError: false);
            output.Line("second", "plain", isError: true);
            output.Line("first", "plain", isError: false);
            output.Notice("broken", isProblem: true);
            return console.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        }
    }

    [Fact]
    public async Task Publishing_is_refused_with_one_sentence()
    {
        await using var host = AppHostProcess.Start("--publisher", "manifest");

        Assert.Equal(1, await host.ExitCodeAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains("AspirePackages=true", Assert.Single(host.Lines, line => line.Length > 0), StringComparison.Ordinal);
    }
}
