using Spectre.Console;
using Spectre.Console.Rendering;

namespace Connector.Cli.Showing;

/// <summary>
/// How wide a table's columns are where the terminal is too narrow for all of it: no column is narrower than its longest word, as far as words of a
/// sentence go; what is left goes to whole words such as ids, and then to those that lack least, so that short columns stay on one line.
/// </summary>
internal static class Columns
{
    /// <summary>A longer word may be broken: addresses, ids, texts without a blank.</summary>
    public const int LongestWord = 12;

    /// <summary>A column's edge and its padding; and the last edge.</summary>
    private const int Edge = 3;

    /// <summary>The columns' widths in a table of so many characters.</summary>
    /// <param name="width">The terminal's.</param>
    /// <param name="table">Heads and rows, all of as many cells.</param>
    public static int[] Fit(int width, IReadOnlyList<string[]> table)
    {
        var columns = Enumerable.Range(0, table[0].Length).Select(i => table.Select(row => row[i]).ToList()).ToList();
        var words = columns.ConvertAll(cells => Math.Max(1, cells.SelectMany(cell => cell.Split(' ')).Max(CellsOf)));
        var widths = words.Select(word => Math.Min(word, LongestWord)).ToArray();
        var left = width - (Edge * widths.Length) - 1 - widths.Sum();
        left = Grow(widths, words, left);
        Grow(widths, columns.ConvertAll(cells => Math.Max(1, cells.Max(CellsOf))), left);
        return widths;
    }

    // Those that lack least first: each that gets all it lacks, such as a time its second half, is one column less to wrap. Long texts share.
    private static int Grow(int[] widths, List<int> wanted, int left)
    {
        var lacking = Enumerable.Range(0, widths.Length).Where(i => wanted[i] > widths[i]).OrderBy(i => wanted[i] - widths[i]).ToList();
        for (var i = 0; i < lacking.Count; i++)
        {
            var lack = wanted[lacking[i]] - widths[lacking[i]];
            var more = Math.Min(lack, lack <= LongestWord ? left : left / (lacking.Count - i));
            if (more > 0)
            {
                widths[lacking[i]] += more;
                left -= more;
            }
        }

        return left;
    }

    private static int CellsOf(string text) => new Segment(text).CellCount();
}
