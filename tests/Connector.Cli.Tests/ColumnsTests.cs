extern alias cli;

using Screen = cli::Connector.Cli.Showing.Screen;

namespace Connector.Cli.Tests;

/// <summary>Whatever a table holds: it fits, no word is broken that need not be, and nothing is blank around or behind it.</summary>
public sealed class ColumnsTests
{
    [Theory]
    [InlineData("tenant|#analyses|#money|#reserved|#full|day ends (UTC)", "Cust10001|123,456 of 1,000,000|0.05 of 1,000,000 EUR|0.05|100 %|2026-11-30 23:00:00")]
    [InlineData("at (UTC)|by|what|detail", "2026-11-30 23:00:00|Annamaria|stop-writes Cust10001|texts about Rheinisch-Westfälische Maschinenbaugesellschaft mbH are odd")]
    [InlineData("entity|field|ProgId|label|type|used", "contact|opener_secondary|SuperOffice:83|Einleitung (zweite, von der Maschine)|LongText|yes")]
    [InlineData("name|what", "株式会社東京製作所テクノロジーズホールディングス|a name whose letters take two columns each, and there are many of them")]
    [InlineData("a|b", "|")]
    public void No_cell_is_narrower_than_its_longest_word(string columns, string row)
    {
        using var output = new StringWriter();
        string[] cells = row.Split('|');

        new Screen(output).Table(columns.Split('|'), [cells, cells]);

        var lines = output.ToString().TrimEnd('\n').Split('\n');
        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        var words = output.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).CountBy(word => word).ToDictionary();
        Assert.All(
            cells.SelectMany(cell => cell.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(word => word.Length <= 12).CountBy(word => word),
            word => Assert.True(words.GetValueOrDefault(word.Key) >= 2 * word.Value, $"'{word.Key}' is broken"));
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public void A_short_column_stays_on_one_line_beside_a_long_one()
    {
        using var output = new StringWriter();

        new Screen(output).Table(["tenant", "since (UTC)", "reason"], [["Cust10001", "2026-11-30 23:00:00", string.Join(' ', Enumerable.Repeat("because", 30))]]);

        Assert.Contains("Cust10001   2026-11-30 23:00:00   because because", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_stays_whole_beside_long_texts()
    {
        using var output = new StringWriter();
        var text = string.Join(' ', Enumerable.Repeat("because", 30));

        new Screen(output).Table(["why", "job", "what"], [[text, "01a22a0df19c7a1ab4b34c629b6cb089", text]]);

        Assert.Contains(" 01a22a0df19c7a1ab4b34c629b6cb089 ", output.ToString(), StringComparison.Ordinal);
    }
}
