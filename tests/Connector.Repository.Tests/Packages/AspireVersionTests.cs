using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Connector.Repository.Tests.Packages;

/// <summary>Everybody builds with the same Aspire: its parts talk to each other by what is theirs alone.</summary>
public sealed partial class AspireVersionTests
{
    private static readonly IReadOnlyDictionary<string, string> Packages = XDocument.Parse(Repository.Read("Directory.Packages.props"))
        .Descendants("PackageVersion").ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

    [Fact]
    public void Every_package_has_one_exact_version() => Assert.All(Packages, package => Assert.Matches(Exact(), package.Value));

    [Fact]
    public void Aspires_packages_have_the_same_version_and_its_SDK_is_of_the_same_line()
    {
        var version = Assert.Single(Packages.Where(package => package.Key.StartsWith("Aspire.", StringComparison.Ordinal)).Select(package => package.Value).Distinct());
        var sdk = XDocument.Parse(Repository.Read("Connector.AppHost/Connector.AppHost.csproj")).Root!.Attribute("Sdk")!.Value.Split('/');

        // They are not always published for the same patches.
        Assert.Equal(["Aspire.AppHost.Sdk", LineOf(version)], [sdk[0], LineOf(sdk[1])]);
        Assert.Matches(Exact(), sdk[1]);
    }

    [Fact]
    public void Any_feature_band_of_the_NET_10_SDK_will_do()
    {
        using var global = JsonDocument.Parse(Repository.Read("global.json"));
        var sdk = global.RootElement.GetProperty("sdk");

        Assert.Equal(("10.0.100", "latestFeature"), (sdk.GetProperty("version").GetString(), sdk.GetProperty("rollForward").GetString()));
    }

    private static string LineOf(string version) => string.Join('.', version.Split('.')[..2]);

    // OpenTelemetry has published its exporter for Prometheus as a beta only, for years.
    [GeneratedRegex(@"^\d+\.\d+\.\d+(-beta\.\d+)?$")]
    private static partial Regex Exact();
}
