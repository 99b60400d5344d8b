using Aspire.Hosting;
using Connector.LocalHosting.TestApp;

namespace Connector.LocalHosting.Tests;

/// <summary>Local hosting stands in for a part of Aspire: no more of it than is used, and nothing that Aspire has not.</summary>
public sealed class PublicSurfaceTests
{
    private const int MostMembers = 57;
    private const int MostLines = 1500;

    [Fact]
    public void It_stays_small()
    {
        var folder = new DirectoryInfo(Path.GetFullPath(Path.Combine(Projects.Connector_AppHost.ProjectPath, "../local/Connector.LocalHosting")));
        var lines = folder.EnumerateFiles("*.cs", SearchOption.AllDirectories).Sum(file => File.ReadLines(file.FullName).Count());

        Assert.InRange(lines, 1, MostLines);
        Assert.InRange(Signatures.Of(typeof(DistributedApplication).Assembly).Count(), 1, MostMembers);
    }

    [Fact]
    public void Every_public_member_is_used_by_the_AppHost_or_a_test()
    {
        var used = new[] { typeof(Projects.Connector_AppHost), typeof(PublicSurfaceTests), typeof(TestProject) }
            .SelectMany(type => AssemblyMembers.Used(type.Assembly))
            .ToHashSet();

        var unused = AssemblyMembers.Public(typeof(DistributedApplication).Assembly).Where(member => !used.Contains(member));

        Assert.True(!unused.Any(), string.Join('\n', unused));
    }

    [Fact]
    public void Every_public_member_stands_with_its_signature_in_the_list_of_Aspires()
    {
        var aspires = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Aspire-13.6-signatures.txt")).ToHashSet();

        var unknown = Signatures.Of(typeof(DistributedApplication).Assembly).Where(signature => !aspires.Contains(signature)

            // A stand-in may offer less: what Aspire lets a caller set may be read-only here.
            && !aspires.Contains(signature.Replace("{ get; }", "{ get; set; }", StringComparison.Ordinal))
            && !aspires.Contains(signature.Replace("{ get; }", "{ get; init; }", StringComparison.Ordinal)));

        Assert.True(!unknown.Any(), string.Join('\n', unknown));
    }
}
