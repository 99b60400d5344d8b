using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Connector.Repository.Tests.Configuration;

/// <summary>The document is the manual: what it says of a setting is what the code does.</summary>
public sealed partial class ConfigurationDocumentTests
{
    /// <summary>Read by the AppHost although the name begins like a service's section.</summary>
    private const string Replicas = "Worker:Replicas";

    private static readonly string[] Sections = [.. Setting.All.Select(setting => setting.Key.Split(':')[0]).Distinct()];

    public static TheoryData<string> Keys => [.. Setting.All.Select(setting => setting.Key)];

    public static TheoryData<string, string> ShippedFiles => new(
        from path in Repository.Paths
        where Path.GetFileName(path) == "appsettings.json"
        from leaf in Leaves("", JsonDocument.Parse(Repository.Read(path)).RootElement)
        where !leaf.Key.StartsWith("Logging:", StringComparison.Ordinal)
        select (leaf.Key, leaf.Value));

    [Fact]
    public void Each_options_class_is_found() =>
        Assert.Equal(
            [
                "Dashboard", "Enricher", "Explorer", "Faults", "Ingress", "Jobs", "Notices", "Parent", "Prometheus", "Sandbox", "Shutdown", "SuperOffice",
                "Tenant", "Tenants", "Worker",
            ],
            Sections.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_setting_stands_there_once_with_its_default_and_range(string key)
    {
        var setting = Setting.All.Single(setting => setting.Key == key);
        var row = Assert.Single(SettingRow.All, row => row.Is(key));

        if (setting.Default is { } value)
        {
            Assert.Equal(Comparable(value), Comparable(row.Default));
        }
        else if (setting.IsRequired)
        {
            Assert.Equal("required", row.Default);
        }
        else if (!setting.IsList)
        {
            Assert.Contains(row.Default, (string[])["–", "required"]);
        }

        if (setting.Property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            var bounds = range.Maximum is int.MaxValue ? $"{Bound(range.Minimum)} or more" : $"{Bound(range.Minimum)} to {Bound(range.Maximum)}";
            Assert.Equal(bounds, row.Values.Split(", ")[0]);
        }
    }

    [Fact]
    public void No_setting_stands_there_that_does_not_exist()
    {
        var strangers = SettingRow.All.Where(row =>
            Sections.Contains(row.Key.Split(':')[0]) && row.Key != Replicas && !Setting.All.Any(setting => row.Is(setting.Key)));
        Assert.Empty(strangers);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_refusal_of_a_value_names_the_setting(string key)
    {
        var setting = Setting.All.Single(setting => setting.Key == key);
        var name = setting.IsList ? key[..^":0".Length] : key;
        Assert.All(
            setting.Property.GetCustomAttributes<ValidationAttribute>(),
            attribute => Assert.Contains(name, attribute.FormatErrorMessage(setting.Property.Name), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ShippedFiles))]
    public void What_a_shipped_file_sets_stands_there_as_default(string key, string value) =>
        Assert.Equal(value, Assert.Single(SettingRow.All, row => row.Key == key).Default);

    [Fact]
    public void What_the_code_reads_by_name_stands_there()
    {
        var document = Repository.Read("docs/configuration.md");
        var names = Repository.Paths
            .Where(path => path.StartsWith("Connector.", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(path => ReadByName().Matches(Repository.Read(path)))
            .Select(match => match.Groups["name"].Value)
            .Distinct()
            .ToList();

        Assert.Contains("SO_CLIENT_ID", names);
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", names);
        Assert.Contains("EnvFile", names);
        Assert.All(names, name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    // Enumerations are read without regard to case, and mappings spell theirs with hyphens.
    private static string Comparable(string value) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time.ToString("c", CultureInfo.InvariantCulture)
        : Uri.TryCreate(value, UriKind.Absolute, out _) ? value.TrimEnd('/')
        : value.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static string? Bound(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture);

    private static IEnumerable<(string Key, string Value)> Leaves(string path, JsonElement element) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(member => Leaves(path.Length == 0 ? member.Name : $"{path}:{member.Name}", member.Value))
        : [(path, element.ToString())];

    [GeneratedRegex("""(?:"(?<name>(SO|COMPANY_EXPLORER|OTEL_EXPORTER)_[A-Z_]+|WEBHOOK_[A-Z_]+|OPERATOR_KEY|CONNECTOR_MODE)"|Configuration(?:\[|\.GetValue\()"(?<name>[^"{]+)")""")]
    private static partial Regex ReadByName();
}
