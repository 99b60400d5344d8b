using Connector.AppHost.Running;

namespace Connector.AppHost.Tests.Running;

/// <summary>What of a run's lines a person reads, and that nobody forges one.</summary>
public sealed class RunLinesTests : IDisposable
{
    private const string Stamp = "2026-11-28T21:15:07.1234567Z ";
    private readonly StringWriter _console = new();

    public void Dispose() => _console.Dispose();

    [Fact]
    public void Information_is_told_without_level_category_and_the_times_of_orchestrator_and_service()
    {
        Log("worker-abcdefgh", Stamp + "info: Connector.Pass[1] Pass 1 is completed");
        Log("worker-abcdefgh", Stamp + "2026-11-28T21:15:06.123Z info: Connector.Pass[1] Pass 2 is completed");
        Log("redis", "info: Connector.Pass[1] one of no time of its own");

        Assert.Equal(
            ["21:15:07 worker-abcdefgh Pass 1 is completed", "21:15:07 worker-abcdefgh Pass 2 is completed", "12:00:00 redis           one of no time of its own"],
            Written);
    }

    [Theory]
    [InlineData("warn", "WARNING: it is late", null)]
    [InlineData("fail", "ERROR: it is late", "it is late")]
    [InlineData("crit", "CRITICAL: it is late", "it is late")]
    public void A_problem_is_called_one_and_may_be_why_the_resource_ends(string level, string expected, string? reason)
    {
        Assert.Equal(reason, Log("ingress", $"{level}: Connector.Any[7] it is late"));

        Assert.Equal("12:00:00 ingress         " + expected, Assert.Single(Written));
    }

    [Theory]
    [InlineData("info: Connector.Start[2] Listening at http://localhost:40123", null)]
    [InlineData("fail: StackExchange.Redis.ConnectionMultiplexer[0] UnableToConnect on localhost:6379", "UnableToConnect on localhost:6379")]
    [InlineData("fail: Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService[103] Health check redis is Unhealthy", "Health check redis is Unhealthy")]
    [InlineData("[sys] Starting process...: Cmd = dotnet", null)]
    [InlineData("Using launch settings from somewhere", "Using launch settings from somewhere")]
    public void Chatter_is_dropped(string line, string? reason)
    {
        Assert.Equal(reason, Log("ingress", Stamp + line));

        Assert.Empty(Written);
    }

    [Fact]
    public void What_went_to_standard_error_is_no_chatter()
    {
        Assert.Equal("Unhandled exception. System.Exception: no", Log("ingress", "Unhandled exception. System.Exception: no", isError: true));

        Assert.Equal("12:00:00 ingress         Unhandled exception. System.Exception: no", Assert.Single(Written));
    }

    [Fact]
    public void Why_a_resource_cannot_be_created_is_told_with_its_state_and_not_twice()
    {
        var reason = Log(
            "redis",
            "Failed to create resource redis\nConnector.LocalRedis.RedisNotFoundException: No usable Redis server: install one.\n   at A.B(C d) in /e.cs:line 1\n   at F",
            isError: true);

        Assert.Equal("No usable Redis server: install one.", reason);
        Assert.Empty(Written);
    }

    [Theory]
    [InlineData("warn: A[1] Trying on System.Exception: no answer    at A.B.C(D e) in /f.cs:line 1    at G.H()")]
    [InlineData("warn: A[1] Trying on System.Exception: no answer\n   at A.B.<C>d__1`1[T,U](D e) in /f.cs:line 1\n   at G.H()")]
    public void Stack_traces_are_left_to_Aspires_dashboard(string line)
    {
        Log("ingress", line);

        Assert.Equal("12:00:00 ingress         WARNING: Trying on System.Exception: no answer", Assert.Single(Written));
    }

    [Fact]
    public void Long_lines_are_folded_at_blanks_under_their_own_beginning()
    {
        Lines(width: 65).State("ingress", "one two three four five six seven eight nine ten eleven twelve thirteen", isProblem: false);

        Assert.Equal(
            [
                "12:00:00 ingress         one two three four five six seven eight",
                "                         nine ten eleven twelve thirteen",
            ],
            Written);
    }

    [Fact]
    public void A_path_is_not_cut_as_long_as_it_fits_into_a_line()
    {
        Lines(width: 75).State("redis", "Redis 7: /home/someone/.cache/connector/redis-server and more", isProblem: false);

        Assert.Equal(["Redis 7:", "/home/someone/.cache/connector/redis-server and", "more"], Written.Select(line => line[25..]));
    }

    [Fact]
    public void A_word_longer_than_a_line_is_cut_and_no_character_is()
    {
        Lines(width: 65).State("redis", new string('a', 39) + "😀" + new string('b', 40), isProblem: false);

        Assert.Equal([new string('a', 39), "😀" + new string('b', 38), "bb"], Written.Select(line => line[25..]));
    }

    [Fact]
    public void Colours_are_for_a_terminal_and_mark_states_and_problems()
    {
        var lines = new RunLines(_console, 100, colour: true, new Noon());
        lines.State("redis", "is healthy.", isProblem: false);
        lines.Log("redis", "warn: A[1] late", isError: false);
        lines.Log("redis", "info: A[1] on time", isError: false);

        Assert.Equal(["\e[1mis healthy.\e[0m", "\e[33mWARNING: late\e[0m", "on time"], Written.Select(line => line[25..]));
    }

    [Theory]
    [InlineData("\e[31mred\e[0m", "red")]
    [InlineData("\e[2K\e[1Gis healthy.", "is healthy.")]
    [InlineData("\e]0;title\ais healthy.", "is healthy.")]
    [InlineData("\u009b1Gis healthy.", "is healthy.")]
    [InlineData("\e[38:5:1mred", "red")]
    [InlineData("a\r12:00:00 redis is healthy.", "a 12:00:00 redis is healthy.")]
    [InlineData("a\n12:00:00 redis is healthy.", "a 12:00:00 redis is healthy.")]
    [InlineData("a\u2028b\u0085c\td", "a b c d")]
    [InlineData("a\b\bb\0", "a��b�")]
    [InlineData("a\u202Eb\e", "a�b�")]
    [InlineData("Grüße, 株式会社 😀", "Grüße, 株式会社 😀")]
    public void No_text_moves_the_cursor_or_begins_a_line_of_its_own(string text, string expected)
    {
        Log("sandbox", "info: A[1] " + text);
        Log("sandbox", text, isError: true);
        Lines().State("sandbox", text, isProblem: true);

        Assert.Equal(Enumerable.Repeat("12:00:00 sandbox         " + expected, 3), Written);
    }

    [Fact]
    public void A_closed_terminal_ends_nothing()
    {
        using var closed = new ClosedWriter();
        var lines = new RunLines(closed, 100, colour: false, new Noon());

        lines.State("redis", "is healthy.", isProblem: false);
        lines.Block(["a"]);
    }

    private IEnumerable<string> Written => _console.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private RunLines Lines(int width = 100) => new(_console, width, colour: false, new Noon());

    private string? Log(string resource, string line, bool isError = false) => Lines().Log(resource, line, isError);

    private sealed class Noon : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    }

    private sealed class ClosedWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("Broken pipe");
    }
}
