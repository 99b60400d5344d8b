using System.Text.RegularExpressions;

namespace Connector.Repository.Tests.Documents;

/// <summary>The tests that documents name as proof exist.</summary>
public sealed partial class NamedTestsTests
{
    public static TheoryData<string, string> Named => new(Rows().Select(row => (row.Groups[1].Value, row.Groups[2].Value)));

    [Fact]
    public void Each_wish_in_the_README_names_a_test() => Assert.Equal(8, Rows().Count);

    [Theory]
    [MemberData(nameof(Named))]
    public void A_test_that_the_README_names_exists(string type, string method)
    {
        var files = Repository.Paths.Where(path => path.StartsWith("tests/", StringComparison.Ordinal) && path.EndsWith($"/{type}.cs", StringComparison.Ordinal));

        Assert.Contains(files, path => Test(method).IsMatch(Repository.Read(path)));
    }

    [Theory]
    [InlineData("docs/from-the-python-connector.md")]
    public void A_file_of_tests_that_a_document_names_exists(string document)
    {
        var named = TestFiles().Matches(Repository.Read(document)).Cast<Match>().ToList();

        Assert.NotEmpty(named);
        Assert.All(named, one => Assert.Contains($"tests/{one.Groups[1].Value}", Repository.Paths));
    }

    private static IReadOnlyList<Match> Rows()
    {
        var section = Repository.Read("README.md").Split("## What people ask others for\n")[1].Split("\n## ")[0];
        return [.. TestNames().Matches(section).Cast<Match>()];
    }

    private static Regex Test(string method) => new($@"\[(Fact|Theory)[^\]]*\][^{{]*public (async )?\w+ {Regex.Escape(method)}\(", RegexOptions.Singleline, TimeSpan.FromSeconds(5));

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestNames();

    [GeneratedRegex(@"`(Connector\.[\w./]+Tests\.cs)`")]
    private static partial Regex TestFiles();
}
