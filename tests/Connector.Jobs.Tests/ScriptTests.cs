using System.Reflection;
using System.Text.RegularExpressions;
using Connector.Testing.Redis;
using StackExchange.Redis;

namespace Connector.Jobs.Tests;

/// <summary>How scripts are put together and called.</summary>
public sealed partial class ScriptTests(RedisFixture redis)
{
    private static readonly Dictionary<string, string> Sources = Assembly.GetAssembly(typeof(Script))!.GetManifestResourceNames()
        .Where(name => name.EndsWith(".lua", StringComparison.Ordinal))
        .Select(name => name[..^".lua".Length])
        .ToDictionary(name => name, name => Script.Resource(name)!, StringComparer.Ordinal);

    private static readonly Dictionary<string, string[]> Defined = Sources
        .Where(source => !IsScript(source.Value))
        .ToDictionary(source => source.Key, source => NamesAt(TopLevel(), Code(source.Value)).ToArray(), StringComparer.Ordinal);

    public static TheoryData<string> All => [.. Sources.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void Exactly_the_parts_whose_names_occur_are_declared(string name)
    {
        var code = Code(Sources[name]);
        var own = NamesAt(Declared(), code).ToHashSet(StringComparer.Ordinal);
        var occurring = Word().Matches(code).Select(match => match.Value).Where(word => !own.Contains(word)).ToHashSet(StringComparer.Ordinal);

        var used = Defined.Where(part => part.Key != name && part.Value.Any(occurring.Contains)).Select(part => part.Key);

        Assert.Equal(used.Order(StringComparer.Ordinal), Script.UsesOf(Sources[name]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Redis_compiles_each_script_and_knows_it_by_our_digest()
    {
        await using var machine = await Machine.StartAsync(redis);
        foreach (var script in Sources.Keys.Where(name => IsScript(Sources[name])).Select(name => new Script(name)))
        {
            Assert.Equal(Convert.ToHexStringLower(script.Digest), (string?)await machine.Redis.ExecuteAsync("SCRIPT", "LOAD", script.Text));
        }
    }

    [Fact]
    public void A_part_comes_once_and_after_what_it_uses()
    {
        var script = new Script("s", Files(("s", "#!lua flags=x\n-- s\n-- uses     b, a\nend"), ("a", "-- uses     c\nA\n"), ("b", "-- uses     a, c\nB\n"), ("c", "C\n")));

        Assert.Equal(["c", "a", "b"], script.Parts);
        Assert.Equal("#!lua flags=x\nC\n-- uses     c\nA\n-- uses     a, c\nB\n-- s\n-- uses     b, a\nend", script.Text);
    }

    [Theory]
    [InlineData("a.lua uses itself: s uses a uses b uses a.", "#!lua\n-- uses a", "-- uses b", "-- uses a")]
    [InlineData("a.lua uses itself: s uses a uses a.", "#!lua\n-- uses a", "-- uses a", "")]
    [InlineData("s.lua uses none, which is no shared part.", "#!lua\n-- uses none", "", "")]
    [InlineData("a.lua uses b, which is no shared part.", "#!lua\n-- uses a", "-- uses b", "#!lua\n")]
    [InlineData("s.lua does not begin with #!lua.", "-- s", "", "")]
    public void What_cannot_be_joined_says_why(string why, string s, string a, string b) =>
        Assert.Equal(why, Assert.Throws<InvalidOperationException>(() => new Script("s", Files(("s", s), ("a", a), ("b", b)))).Message);

    /// <summary>The text is sent once to a server that has not met the script, by whatever way it forgot.</summary>
    [Theory]
    [InlineData("flush")]
    [InlineData("restart")]
    public async Task A_script_is_called_by_its_digest_and_its_text_is_sent_only_where_it_is_unknown(string forgotten)
    {
        await using var server = await RedisServer.StartNewAsync(cancellationToken: Machine.Cancellation);
        await using var machine = await Machine.StartAsync(server.ConnectionString + ",allowAdmin=true");
        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);
        await (forgotten == "flush" ? machine.Redis.ExecuteAsync("SCRIPT", "FLUSH") : server.RestartAsync(Machine.Cancellation));
        if (forgotten == "restart")
        {
            await Testing.Eventually.TrueAsync(() => machine.Connection.IsConnected, TimeSpan.FromSeconds(30), "the client is back", Machine.Cancellation);
        }

        var commands = await Commands.OfAsync(machine, async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);
            }
        });

        Assert.Equal(1, commands.GetValueOrDefault("eval"));
        Assert.Equal(0, commands.GetValueOrDefault("script|load"));
        Assert.Equal(6, (await machine.BalancedAsync()).Accepted);
    }

    private static Func<string, string?> Files(params (string Name, string Text)[] files) =>
        name => files.Where(file => file.Name == name).Select(file => file.Text).FirstOrDefault();

    private static bool IsScript(string text) => text.StartsWith("#!lua", StringComparison.Ordinal);

    private static string Code(string text) => Texts().Replace(Comments().Replace(text, ""), "''");

    private static IEnumerable<string> NamesAt(Regex place, string code) =>
        place.Matches(code).SelectMany(match => match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comments();

    [GeneratedRegex(@"'(\\.|[^'\\])*'")]
    private static partial Regex Texts();

    [GeneratedRegex(@"^local (function (?<names>\w+)|(?<names>[\w, ]+))", RegexOptions.Multiline)]
    private static partial Regex TopLevel();

    [GeneratedRegex(@"\blocal (function (?<names>\w+)|(?<names>[\w, ]+))|\bfunction( \w+)?\((?<names>[^)]*)\)|\bfor (?<names>[\w, ]+) (in|=)")]
    private static partial Regex Declared();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*")]
    private static partial Regex Word();
}
