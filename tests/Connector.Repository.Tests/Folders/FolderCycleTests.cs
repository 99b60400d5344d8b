namespace Connector.Repository.Tests.Folders;

/// <summary>
/// The folders of a project form no cycle, so that each can be understood with those it uses and no others. The files at a project's root are its face
/// (Program.cs, registrations, options, log messages): they may use every folder, and every folder may use them; they count for neither side. What logic needs
/// of a folder therefore belongs into one.
/// </summary>
public sealed class FolderCycleTests
{
    // What was knotted when this test was made. Nothing is added here; what is untied is struck off, and the test says so.
    private const string Known = "tests/Connector.Repository.Tests/Folders/knots.txt";

    public static TheoryData<string> Projects =>
    [
        .. Repository.Paths
            .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && !path.StartsWith("tests", StringComparison.Ordinal))
            .Select(path => Path.GetDirectoryName(path)!),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_of_a_project_form_no_cycle_but_those_known(string project)
    {
        var known = Repository.Read(Known).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith(project + ": ", StringComparison.Ordinal))
            .Select(line => line[(project.Length + 2)..])
            .ToList();

        var knots = FolderGraph.Of(project).Knots();

        Assert.True(!knots.Except(known).Any(), $"{project} has new knots. Move what both need into one of the two, or into a third folder:\n" + Lines(knots.Except(known)));
        Assert.True(!known.Except(knots).Any(), $"{project} has fewer knots than {Known} lists. Strike these lines off:\n" + Lines(known.Except(knots)));

        string Lines(IEnumerable<string> some) => string.Join('\n', some.Select(knot => $"{project}: {knot}"));
    }

    [Theory]
    [InlineData("using P.B;", "using P.A;", true)]
    [InlineData("class X { B.Two two; }", "using P.A;", true)]
    [InlineData("class X { P.B.Two two; }", "using P.A;", true)]
    [InlineData("using P.B;", "// using P.A;", false)]
    [InlineData("using P.B;", "class X { string s = \"P.A\"; int a = A.Length; }", false)]
    public void A_planted_cycle_is_seen(string inA, string inB, bool cycle)
    {
        var graph = new FolderGraph("P", [("A/One.cs", inA + "\nclass One;"), ("B/Two.cs", inB + "\nclass Two;"), ("Program.cs", "using P.A; using P.B;")]);

        Assert.Equal(cycle ? ["A -> B", "B -> A"] : [], graph.Knots());
    }

    [Fact]
    public void A_cycle_through_three_folders_and_through_a_folder_above_is_seen()
    {
        var three = new FolderGraph("P", [("A/One.cs", "using P.B;"), ("B/Two.cs", "using P.C;"), ("C/Three.cs", "using P.A;")]);
        var above = new FolderGraph("P", [("A/One.cs", "using P.A.B; class One;"), ("A/B/Two.cs", "class Two : One;")]);

        Assert.Equal(["A -> B", "B -> C", "C -> A"], three.Knots());
        Assert.Equal(["A -> A/B", "A/B -> A"], above.Knots());
    }
}
