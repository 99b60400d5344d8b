using System.Xml.Linq;

namespace Connector.Repository.Tests.Releases;

/// <summary>The version is the tag, and stands in no file.</summary>
public sealed class VersionTests
{
    private static readonly string[] Names = ["Version", "VersionPrefix", "AssemblyVersion", "FileVersion", "InformationalVersion"];

    [Fact]
    public void No_project_states_a_version_but_for_builds_that_are_not_released()
    {
        var stated = Repository.Paths
            .Where(path => Path.GetExtension(path) is ".csproj" or ".props" or ".targets")
            .SelectMany(path => XDocument.Parse(Repository.Read(path)).Descendants("PropertyGroup").Elements()
                .Where(property => Names.Contains(property.Name.LocalName))
                .Select(property => $"{path.Replace('\\', '/')}: {property.Value}"));

        Assert.Equal(["eng/Version.targets: 0.0.0-dev"], stated);
    }
}
