using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Connector.Repository.Tests.Images;

/// <summary>What <c>deploy/Dockerfile</c> and <c>.dockerignore</c> name one by one, since neither can ask the projects.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Dockerfile = Repository.Read("deploy/Dockerfile");

    private static readonly string[] Ignore = Repository.Read(".dockerignore").Split('\n');

    // The five services, as deploy/services.proj names them, and all projects that they refer to.
    private static readonly IReadOnlyList<string> Projects = [.. Closure(Services()).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_service_is_built() => Assert.Equal(
        Repository.Paths.Where(path => Path.GetFileName(path) == "Program.cs" && !path.StartsWith("tests", StringComparison.Ordinal)).Select(path => Path.GetDirectoryName(path)!)
            .Except(["Connector.Cli"]).Order(StringComparer.Ordinal),
        Services().Select(project => Path.GetDirectoryName(project)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Packages_are_restored_by_the_project_files_of_the_services_and_of_what_they_refer_to() => Assert.Equal(
        Projects.Select(project => $"COPY {project} {Path.GetDirectoryName(project)}/packages.lock.json {Path.GetDirectoryName(project)}/"),
        Dockerfile.Split('\n').Where(line => line.Contains(".csproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_code_of_just_these_reaches_the_build() => Assert.Equal(
        Projects.Select(project => $"!{Path.GetDirectoryName(project)}"),
        Ignore.Where(line => line.Contains("Connector.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public void Nothing_that_is_not_named_reaches_the_build() => Assert.Equal("*", Ignore.First(line => line.Length > 0 && line[0] != '#'));

    [Fact]
    public void The_image_is_labelled_with_the_version_of_what_is_in_it()
    {
        Assert.Equal(VersionOf().Match(Repository.Read("eng/Version.targets")).Groups[1].Value, VersionArgument().Match(Dockerfile).Groups[1].Value);
        Assert.Contains("ENV MinVerVersionOverride=${VERSION}", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("org.opencontainers.image.version=\"${VERSION}\"", Dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_the_image_runs_as_root() => Assert.Equal("USER 1654", Dockerfile.Split('\n').Last(line => line.StartsWith("USER ", StringComparison.Ordinal)));

    [GeneratedRegex("<Version [^>]+>(.+)</Version>")]
    private static partial Regex VersionOf();

    [GeneratedRegex("ARG VERSION=(.+)")]
    private static partial Regex VersionArgument();

    private static IReadOnlyList<string> Services() =>
        [.. XDocument.Parse(Repository.Read("deploy/services.proj")).Descendants("Service").SelectMany(item => item.Attribute("Include")!.Value.Split(';'))
            .Select(path => path.Replace("../", "", StringComparison.Ordinal))];

    private static HashSet<string> Closure(IEnumerable<string> roots)
    {
        var found = new HashSet<string>();
        var open = new Queue<string>(roots);
        while (open.TryDequeue(out var project))
        {
            if (found.Add(project))
            {
                var references = XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference").Select(reference => reference.Attribute("Include")!.Value.Replace('\\', '/'));
                foreach (var reference in references)
                {
                    var full = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, reference));
                    open.Enqueue(Path.GetRelativePath(Repository.Root, full));
                }
            }
        }

        return found;
    }
}
