using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Connector.Testing;

namespace Connector.Repository.Tests.Packages;

/// <summary>
/// The AppHost's packages contain programs and so depend on the system that builds it. A lock file with them would fit one system alone: it
/// has none, nor has what refers to it. All other projects are locked, to packages that every system has.
/// </summary>
public sealed partial class ReferenceTests
{
    private const string LockFile = "packages.lock.json";

    // Seconds on a quiet machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static TheoryData<string> Projects => [.. Repository.Paths.Where(path => Path.GetExtension(path) == ".csproj")];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_is_locked_unless_it_has_to_do_with_the_AppHost(string project)
    {
        var isLocked = File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, LockFile));
        Assert.NotEqual(NeedsTheAppHost(project), isLocked);
    }

    [Fact]
    public void What_is_locked_exists_for_every_system()
    {
        var locks = Repository.Paths.Where(path => Path.GetFileName(path) == LockFile).ToList();
        Assert.NotEmpty(locks);
        Assert.All(locks, path => Assert.DoesNotMatch(AnySystem(), Repository.Read(path)));
    }

    // Evaluated, not restored: what the projects would ask for there, not whether a feed has it.
    [Theory]
    [InlineData("win-x64")]
    [InlineData("osx-arm64")]
    public async Task On_another_system_no_project_asks_for_packages_of_Linux(string system)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var packages = await ReferencedAsync(system);

        Assert.Contains($"Aspire.Hosting.Orchestration.{system}", packages);
        Assert.Contains("xunit.v3", packages);
        Assert.DoesNotContain(packages, package => Linux().IsMatch(package));
    }

    private static bool NeedsTheAppHost(string project) => Path.GetFileName(project) == "Connector.AppHost.csproj"
        || XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Select(reference => Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Any(path => NeedsTheAppHost(Path.GetRelativePath(Repository.Root, Path.GetFullPath(path, Repository.Root))));

    private static async Task<IReadOnlyList<string>> ReferencedAsync(string system)
    {
        var project = Path.Combine(Repository.Root, "tests", "Connector.Repository.Tests", "Packages", "references.proj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-t:Collect", "-getItem:Referenced", $"-p:System={system}", "-nodeReuse:false"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            Assert.True(process.ExitCode == 0, output);
            using var answer = JsonDocument.Parse(output);
            return [.. answer.RootElement.GetProperty("Items").GetProperty("Referenced").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"""[^""]*[.-](linux|win|osx)(-musl)?-(x64|arm64)[^""]*""")]
    private static partial Regex AnySystem();

    [GeneratedRegex("(^|[.-])linux([.-]|$)")]
    private static partial Regex Linux();
}
