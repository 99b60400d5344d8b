using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Connector.Repository.Tests.Releases;

/// <summary>What others made and we embed is named with its licence, and can be renewed.</summary>
public sealed partial class NoticeTests
{
    public static TheoryData<string> Embedded => [.. Repository.Paths
        .Where(path => Path.GetExtension(path) == ".csproj")
        .SelectMany(path => XDocument.Parse(Repository.Read(path)).Descendants("EmbeddedResource")
            .Select(resource => resource.Attribute("Include")!.Value)
            .Where(file => !file.EndsWith(".lua", StringComparison.Ordinal))
            .Select(file => $"{Path.GetDirectoryName(path)}/{file}"))];

    [Theory]
    [MemberData(nameof(Embedded))]
    public void An_embedded_file_has_a_notice_and_a_script_that_renews_it(string file)
    {
        var notice = Repository.Read("THIRD-PARTY-NOTICES.md").Split("\n## ").SingleOrDefault(part => part.Contains($"`{file}`", StringComparison.Ordinal));

        Assert.NotNull(notice);
        var script = Script().Match(notice).Groups[1].Value;
        Assert.Contains(Path.GetFileName(file), Repository.Read(script), StringComparison.Ordinal);
        Assert.Contains(script, string.Join('\n', Repository.Read(file).Split('\n').Take(10)), StringComparison.Ordinal);
    }

    [GeneratedRegex("`(eng/renew-[^`]+)`")]
    private static partial Regex Script();
}
