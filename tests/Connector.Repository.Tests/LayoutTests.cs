namespace Connector.Repository.Tests;

/// <summary>What keeps the source readable for a stranger.</summary>
public sealed class LayoutTests
{
    private static readonly string[] Sources = [".cs", ".lua", ".proto", ".razor", ".md", ".csproj", ".props", ".targets", ".sh", ".js", ".css", ".yaml", ".json"];

    public static TheoryData<string> Programs => [.. Files("Program.cs").Where(path => !path.StartsWith("tests", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_is_a_story_of_25_lines_at_most(string path) => Assert.InRange(Repository.Lines(path), 1, 25);

    [Fact]
    public void Each_of_the_five_services_and_the_command_line_has_a_program() => Assert.Equal(6, Programs.Count);

    [Fact]
    public void The_apphost_is_a_page_of_60_lines_at_most() => Assert.InRange(Repository.Lines(Assert.Single(Files("AppHost.cs"))), 1, 60);

    [Fact]
    public void A_folder_or_file_is_named_after_a_concept() =>
        Assert.DoesNotContain(Repository.Paths, path => Path.GetFileNameWithoutExtension(path) is "Models" or "Helpers" or "Services" or "Utils" or "Utilities");

    // Whoever else had it could change the CRM past the write gate and the call budget.
    [Fact]
    public void SuperOffice_is_called_by_one_file_alone()
    {
        var sources = Repository.Paths
            .Where(path => path.StartsWith("Connector.SuperOffice" + Path.DirectorySeparatorChar, StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileName(path), Repository.Read);

        Assert.Equal(["ApiCaller.cs"], Using("CallPipeline.ApiClient"));
        Assert.Equal(["CallPipeline.cs"], Using("\"superoffice.api\""));
        Assert.Equal(["CallPipeline.cs"], Using("AddHttpClient("));
        Assert.Equal(["CallPipeline.cs"], Using("SocketsHttpHandler"));
        Assert.Empty(Using("new HttpClient("));
        Assert.Empty(Using("WebRequest"));

        IEnumerable<string> Using(string text) => sources.Where(source => source.Value.Contains(text, StringComparison.Ordinal)).Select(source => source.Key);
    }

    [Fact]
    public void Nothing_is_left_to_do()
    {
        var mark = "TO" + "DO";
        var marked = Repository.Paths.Where(path => Sources.Contains(Path.GetExtension(path)) && Repository.Read(path).Contains(mark, StringComparison.Ordinal));
        Assert.Empty(marked);
    }

    // Aspire had a stand-in here; what names it speaks of something that is gone.
    [Theory]
    [InlineData("Aspire", "Packages")]
    [InlineData("Local", "Hosting")]
    [InlineData("Local", "Processes")]
    public void The_stand_in_for_Aspire_is_named_nowhere(string first, string second)
    {
        var naming = Repository.Paths.Where(path => File.Exists(Path.Combine(Repository.Root, path))
            && (path + Repository.Read(path)).Contains(first + second, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(naming);
    }

    private static IEnumerable<string> Files(string name) => Repository.Paths.Where(path => Path.GetFileName(path) == name);
}
