using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Connector.Cli.Showing;

/// <summary>
/// Stdout for people: tables as wide as the terminal, colour only on one and never with <c>NO_COLOR</c>. Where it is no terminal, tables are lines with tabs,
/// unless <c>COLUMNS</c> says how wide they are to be drawn all the same. What comes from the dashboard or the CRM may have been written by strangers: no control
/// character of theirs reaches the terminal.
/// </summary>
internal sealed class Screen
{
    private const int WidthInFiles = 160;
    private const int MostOfValue = 300;

    private static readonly AsyncLocal<string?> GivenWidth = new();

    private readonly IAnsiConsole _console;
    private readonly TextWriter _output;
    private readonly bool _isTabbed;

    public Screen(TextWriter output)
    {
        _output = output;
        // Only stdout can be a terminal, and that not always.
        var isFile = output != Console.Out || Console.IsOutputRedirected;
        var isPlain = isFile || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (int.TryParse(SaidWidth, out var columns) && columns is >= 40 and <= 500)
        {
            _console.Profile.Width = columns;
        }
        else if (isFile)
        {
            _console.Profile.Width = WidthInFiles;
            _isTabbed = true;
        }
    }

    /// <summary>How wide the terminal is said to be: by the environment variable, or by a test, for itself alone.</summary>
    public static string? SaidWidth
    {
        get => GivenWidth.Value ?? Environment.GetEnvironmentVariable("COLUMNS");
        set => GivenWidth.Value = value;
    }

    /// <summary>A sentence or two, on as many lines as they take.</summary>
    public void Say(string text, Color? color = null)
    {
        foreach (var line in Drawn(new Paragraph(Clean(text))))
        {
            _console.Write(new Text(line + "\n", new Style(color)));
        }
    }

    /// <summary>A sentence or two behind a mark, such as ✓; further lines begin where the first one's text does.</summary>
    public void Mark(string mark, string text, Color? color = null)
    {
        var before = mark + " ";
        foreach (var line in Drawn(new Paragraph(Clean(text)), _console.Profile.Width - before.Length))
        {
            _console.Write(new Text(before + line + "\n", new Style(color)));
            before = new string(' ', before.Length);
        }
    }

    /// <summary>A table; columns whose name begins with <c>#</c> are numbers.</summary>
    public void Table(string[] columns, IEnumerable<string[]> rows)
    {
        if (_isTabbed)
        {
            WriteTabbed(columns, rows);
            return;
        }

        string[][] cells = [[.. columns.Select(column => column.TrimStart('#'))], .. rows.Select(row => row.Select(Clean).ToArray())];
        var widths = Columns.Fit(_console.Profile.Width, cells);
        var table = new Table().Border(TableBorder.Simple);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(new Text(cells[0][i])).Width(widths[i]);
            table.AddColumn(columns[i].StartsWith('#') ? column.RightAligned() : column);
        }

        foreach (var row in cells.Skip(1))
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        // Blank lines around it are in the way of whoever pipes it.
        foreach (var line in Drawn(table).Where(line => line.Length > 0))
        {
            _output.WriteLine(line);
        }
    }

    // For programs: a line of heads, then a line for each row, with a tab between cells.
    private void WriteTabbed(string[] columns, IEnumerable<string[]> rows)
    {
        foreach (var row in rows.Prepend([.. columns.Select(column => column.TrimStart('#'))]))
        {
            _output.WriteLine(string.Join('\t', row.Select(Clean)));
        }
    }

    /// <summary>The items of a list as a table, or a sentence if there are none.</summary>
    /// <param name="list">With <c>items</c>, and perhaps how many there are in all.</param>
    /// <param name="none">The sentence.</param>
    /// <param name="columns">See <see cref="Table"/>.</param>
    /// <param name="rows">The rows of an item; one without cells is left out.</param>
    public void List(JsonElement list, string none, string[] columns, params Func<JsonElement, string[]>[] rows)
    {
        var items = list.GetProperty("items").EnumerateArray().ToList();
        if (items.Count == 0)
        {
            Say(none);
            return;
        }

        Table(columns, items.SelectMany(item => rows.Select(row => row(item)).Where(cells => cells.Length > 0)));
        if (list.TryGetProperty("total", out var total) && total.ValueKind == JsonValueKind.Number && total.GetInt64() > items.Count)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"{items.Count:N0} of {total.GetInt64():N0} are shown: --skip and --take show others."));
        }
    }

    /// <summary>A moment, in UTC, short enough for a column.</summary>
    public static string Time(JsonElement item, string name) =>
        item.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.String
            ? at.GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "";

    /// <summary>A text, empty if there is none.</summary>
    public static string Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A number with thousands apart.</summary>
    public static string Number(JsonElement item, string name) => item.GetProperty(name).GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A value of the CRM, short enough for a screen.</summary>
    public static string Value(string? text) => text switch
    {
        null or "" => "(empty)",
        { Length: > MostOfValue } => text[..MostOfValue] + "…",
        _ => text,
    };

    /// <summary>How many of something there are, such as 1 record or 1,200 records.</summary>
    public static string Count(JsonElement item, string name, string what) => $"{Number(item, name)} {what}{(item.GetProperty(name).GetInt64() == 1 ? "" : "s")}";

    /// <summary>Line breaks and other control characters become blanks.</summary>
    public static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? ' ' : c));

    // The lines of something as wide as the terminal, without the blanks behind them: those are in the way of whoever copies them.
    private IEnumerable<string> Drawn(IRenderable what, int? width = null)
    {
        using var drawn = new StringWriter();
        var paper = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(drawn) });
        paper.Profile.Width = width ?? _console.Profile.Width;
        paper.Write(what);
        return [.. drawn.ToString().TrimEnd('\n').Split('\n').Select(line => line.TrimEnd())];
    }
}
