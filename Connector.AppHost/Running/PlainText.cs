using System.Text.RegularExpressions;

namespace Connector.AppHost.Running;

/// <summary>
/// One line of plain text of what others wrote. A name out of a CRM may hold anything: it must neither move the cursor nor pass for a
/// line of its own. Stack traces are left to Aspire's dashboard.
/// </summary>
internal static partial class PlainText
{
    private const string Unprintable = "\uFFFD";

    public static string Of(string raw) =>
        Control().Replace(LineBreak().Replace(EscapeSequence().Replace(StackTrace().Replace(raw, ""), ""), " "), Unprintable);

    // As in a trace of its own lines, and as in one of which blanks made a single line.
    [GeneratedRegex(@"(\s*\n\s*|\s{3,})at [^\s(]+\(.*", RegexOptions.Singleline)]
    private static partial Regex StackTrace();

    // Those that colour or move something, and those that name the terminal's window.
    [GeneratedRegex(@"(\e\[|\x9b)[0-?]*[ -/]*[@-~]|\e\][^\a\e]*(\a|\e\\)?")]
    private static partial Regex EscapeSequence();

    [GeneratedRegex(@"[\t-\r\x85\u2028\u2029]+")]
    private static partial Regex LineBreak();

    // Formats such as those that turn the direction of writing too.
    [GeneratedRegex(@"[\p{Cc}\p{Cf}]")]
    private static partial Regex Control();
}
