using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Connector.Repository.Tests.Telemetry;

/// <summary>The rules that are shipped for Prometheus.</summary>
internal sealed partial class AlertFile
{
    public const string Folder = "deploy/observability";

    public List<Group> Groups { get; set; } = [];

    /// <summary>All alerts.</summary>
    public static IReadOnlyList<Alert> All { get; } =
    [
        .. new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
            .Deserialize<AlertFile>(Repository.Read($"{Folder}/alerts.yaml")).Groups.SelectMany(group => group.Rules),
    ];

    /// <summary>The series of ours that a PromQL expression asks for.</summary>
    public static IEnumerable<string> SeriesOf(string expression) => Series().Matches(expression).Select(match => match.Value).Distinct();

    [GeneratedRegex(@"\bconnector_[a-z0-9_]+")]
    private static partial Regex Series();

    internal sealed class Group
    {
        public string Name { get; set; } = "";

        public List<Alert> Rules { get; set; } = [];
    }

    internal sealed class Alert
    {
        [YamlMember(Alias = "alert")]
        public string Name { get; set; } = "";

        public string Expr { get; set; } = "";

        public string For { get; set; } = "";

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Annotations { get; set; } = [];

        public override string ToString() => Name;
    }
}
