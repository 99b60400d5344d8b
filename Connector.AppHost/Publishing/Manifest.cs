using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Connector.AppHost.Publishing;

/// <summary>A value that whoever deploys gives.</summary>
/// <param name="Name">Such as <c>superoffice-client-id</c>.</param>
/// <param name="IsSecret">Whether it may stand in no generated file.</param>
/// <param name="Default">What it is if nothing is given; null if something must be.</param>
internal sealed record ManifestParameter(string Name, bool IsSecret, string? Default);

/// <summary>Where a resource listens.</summary>
/// <param name="Name">Such as <c>http</c>.</param>
/// <param name="Port">The port in the container.</param>
/// <param name="IsExternal">Whether it is to be reached from outside.</param>
internal sealed record ManifestBinding(string Name, int Port, bool IsExternal);

/// <summary>A directory that outlives the container.</summary>
internal sealed record ManifestVolume(string Name, string Target);

/// <summary>A service of ours, or a container of others.</summary>
/// <param name="Name">Its name, and its host name among the others.</param>
/// <param name="Image">The image of others; null for a service of ours.</param>
/// <param name="Command">Entry point and arguments; empty for the image's own.</param>
/// <param name="Environment">Variables; their values may hold references in braces.</param>
/// <param name="Bindings">Where it listens.</param>
/// <param name="Volumes">What outlives it.</param>
internal sealed record ManifestResource(
    string Name, string? Image, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<ManifestBinding> Bindings,
    IReadOnlyList<ManifestVolume> Volumes);

/// <summary>
/// Aspire's manifest, as far as it says what runs: the only thing that deployments are made from, so that they follow from the model. Source of its
/// form: https://aspire.dev, "deployment manifest"; a value may refer to others by <c>{resource.path}</c>.
/// </summary>
internal sealed partial class Manifest
{
    // Where ASP.NET's container images listen, and what a service listens at that the model gives no port.
    private const int UsualPort = 8080;

    private readonly JsonObject _resources;

    private Manifest(JsonObject resources) => _resources = resources;

    /// <summary>What is asked for.</summary>
    public IReadOnlyList<ManifestParameter> Parameters =>
        [.. OfType("parameter.v0").Select(one => Parameter(one.Name, one.Resource["inputs"]!["value"]!))];

    /// <summary>What runs.</summary>
    public IReadOnlyList<ManifestResource> Resources => [.. OfType("project.v0", "container.v0").Select(one => Resource(one.Name, one.Resource))];

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public static Manifest Parse(string text) =>
        JsonNode.Parse(text)?["resources"] is JsonObject resources ? new Manifest(resources) : throw new InvalidOperationException("The manifest has no resources.");

    /// <summary>A value with its references replaced.</summary>
    /// <param name="value">The value.</param>
    /// <param name="parameter">What to write for a parameter.</param>
    /// <exception cref="InvalidOperationException">It refers to what this program does not know.</exception>
    public string Resolve(string value, Func<string, string> parameter) => Reference().Replace(value, match =>
    {
        var path = match.Groups["path"].Value.Split('.');
        return (_resources[path[0]], path[1..]) switch
        {
            ({ } resource, ["value"]) when TypeOf(resource) == "parameter.v0" => parameter(path[0]),
            ({ } resource, [var member]) when resource[member] is JsonValue text => Resolve(text.ToString(), parameter),
            ({ } resource, ["bindings", var name, var member]) => BindingMember(path[0], resource, name, member),
            _ => throw new InvalidOperationException($"The manifest refers to {match.Value}, which this version cannot resolve."),
        };
    });

    /// <summary>The parameter that is all of a value; null if it is anything else.</summary>
    public string? OnlyParameter(string value) =>
        Reference().Match(value) is { Success: true } match && match.Value == value && match.Groups["path"].Value.Split('.') is [var name, "value"]
        && _resources[name] is { } resource && TypeOf(resource) == "parameter.v0"
            ? name
            : null;

    private static string BindingMember(string host, JsonNode resource, string name, string member)
    {
        var binding = resource["bindings"]?[name] ?? throw new InvalidOperationException($"{host} has no binding {name}.");
        return member switch
        {
            "host" => host,
            "port" or "targetPort" => Port(binding).ToString(System.Globalization.CultureInfo.InvariantCulture),
            "scheme" => binding["scheme"]!.ToString(),
            "url" => $"{binding["scheme"]}://{host}:{Port(binding)}",
            _ => throw new InvalidOperationException($"The manifest refers to {member} of {host}'s binding {name}, which this version cannot resolve."),
        };
    }

    private static ManifestParameter Parameter(string name, JsonNode input) =>
        new(name, input["secret"]?.GetValue<bool>() == true, input["default"]?["value"]?.ToString());

    private static ManifestResource Resource(string name, JsonNode resource) => new(
        name,
        resource["image"]?.ToString(),
        [.. resource["entrypoint"] is { } entry ? [entry.ToString()] : Array.Empty<string>(), .. resource["args"]?.AsArray().Select(argument => argument!.ToString()) ?? []],
        resource["env"]?.AsObject().ToDictionary(variable => variable.Key, variable => variable.Value!.ToString()) ?? [],
        [
            .. resource["bindings"]?.AsObject().Select(
                binding => new ManifestBinding(binding.Key, Port(binding.Value!), binding.Value!["external"]?.GetValue<bool>() == true)) ?? [],
        ],
        [.. resource["volumes"]?.AsArray().Select(volume => new ManifestVolume(volume!["name"]!.ToString(), volume["target"]!.ToString())) ?? []]);

    private static int Port(JsonNode binding) => binding["targetPort"]?.GetValue<int>() ?? UsualPort;

    private static string TypeOf(JsonNode resource) => resource["type"]?.ToString() ?? "";

    private IEnumerable<(string Name, JsonNode Resource)> OfType(params string[] types) =>
        _resources.Where(one => types.Contains(TypeOf(one.Value!))).Select(one => (one.Key, one.Value!));

    [GeneratedRegex(@"\{(?<path>[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)\}")]
    private static partial Regex Reference();
}
