using System.Globalization;
using System.Text;

namespace Connector.Repository.Tests.Telemetry;

/// <summary>The document names every log event, as it is, and no other; what to do about it is people's to write.</summary>
public sealed class LogEventDocumentTests
{
    private const string Renewing = "CONNECTOR_RENEW_DOCS";
    private const string Begin = "<!-- log events: generated from here on, but for the last column -->";
    private const string Unwritten = "?";

    [Fact]
    public async Task Every_event_stands_there_as_it_is()
    {
        var start = TelemetryDocument.Text.IndexOf(Begin, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{TelemetryDocument.Path} has no line '{Begin}'.");
        var tables = Tables(Advice());
        if (Environment.GetEnvironmentVariable(Renewing) == "1")
        {
            await File.WriteAllTextAsync(
                Path.Combine(Repository.Root, TelemetryDocument.Path), TelemetryDocument.Text[..start] + tables, TestContext.Current.CancellationToken);
        }
        else
        {
            Assert.True(
                TelemetryDocument.Text[start..] == tables,
                $"The log events in {TelemetryDocument.Path} are outdated. Renew them as the document says, with {Renewing}=1, and "
                + $"write what to do where it says '{Unwritten}'.");
        }
    }

    [Fact]
    public void What_to_do_stands_beside_every_trouble()
    {
        Assert.InRange(LogEvent.All.Count, 100, 1000);
        Assert.DoesNotContain(Advice(), row => row.Value.Length == 0 || row.Value == Unwritten);
    }

    [Fact]
    public void Ids_and_names_are_unique_where_they_stand()
    {
        Assert.Empty(LogEvent.All.GroupBy(one => (one.Assembly, one.Group, one.Id)).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.Empty(LogEvent.All.GroupBy(one => (one.Assembly, one.Group, one.Name)).Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.DoesNotContain(LogEvent.All, one => one.Id <= 0);
    }

    // Of those that stand there, by group and name.
    private static Dictionary<string, string> Advice()
    {
        var (group, advice) = ("", new Dictionary<string, string>(StringComparer.Ordinal));
        var start = TelemetryDocument.Text.IndexOf(Begin, StringComparison.Ordinal);
        foreach (var line in start < 0 ? [] : TelemetryDocument.Text[start..].Split('\n'))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
            {
                group = line;
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal)
                && TelemetryDocument.Cells(line) is [var id, var name, _, _, var what] && id is not ("id" or "---"))
            {
                advice[$"{group} {name}"] = what;
            }
        }

        return advice;
    }

    private static string Tables(Dictionary<string, string> advice)
    {
        var text = new StringBuilder(Begin).Append('\n');
        foreach (var group in LogEvent.All.GroupBy(one => $"### {one.Assembly}, {one.Group}"))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{group.Key}\n\n| id | name | level | text | what to do |\n| --- | --- | --- | --- | --- |\n");
            foreach (var one in group)
            {
                var what = advice.GetValueOrDefault($"{group.Key} {one.Name}") ?? (one.IsTrouble ? Unwritten : "–");
                text.Append(CultureInfo.InvariantCulture, $"| {one.Id} | {one.Name} | {one.Level} | {one.Text} | {what} |\n");
            }
        }

        return text.ToString();
    }
}
