using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Sandbox.Tenant;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Control.Scenarios;

/// <summary>The scenario files beside the program, read and checked once at start: a file with a mistake keeps the sandbox from starting.</summary>
internal sealed class ScenarioLibrary
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    private readonly SortedDictionary<string, Scenario> _byName;

    /// <param name="folder">Where the files are; without it there are no scenarios.</param>
    /// <exception cref="InvalidDataException">A file has a mistake; the message says which and where.</exception>
    public ScenarioLibrary(string folder) => _byName = new(
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json").ToDictionary(file => Path.GetFileNameWithoutExtension(file), Read)
            : [],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Beside the program.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public IReadOnlyList<ScenarioView> All => [.. _byName.Select(entry => new ScenarioView(entry.Key, entry.Value.Description, entry.Value.Steps))];

    public Scenario? Find(string name) => _byName.GetValueOrDefault(name);

    private static Scenario Read(string file)
    {
        try
        {
            var scenario = JsonSerializer.Deserialize<Scenario>(File.ReadAllBytes(file), Strict) ?? throw new JsonException("It is empty");
            Check(scenario);
            return scenario;
        }
        catch (Exception mistake) when (mistake is JsonException or TenantException or ValidationException)
        {
            throw new InvalidDataException($"The scenario {Path.GetFileName(file)} has a mistake: {mistake.Message}", mistake);
        }
    }

    private static void Check(Scenario scenario)
    {
        if (string.IsNullOrWhiteSpace(scenario.Description) || scenario.Steps.Count == 0)
        {
            throw new ValidationException("It needs a description and a step");
        }

        foreach (var (index, step) in scenario.Steps.Index())
        {
            try
            {
                Check(step);
            }
            catch (Exception mistake) when (mistake is TenantException or ValidationException)
            {
                throw new ValidationException($"Step {index + 1}: {mistake.Message}", mistake);
            }
        }
    }

    private static void Check(ScenarioStep step)
    {
        if (step.AfterSeconds is < 0 or > 86_400 || step.AfterApiCalls is < 0 or > 1_000_000)
        {
            throw new ValidationException("afterSeconds must be between 0 and 86400, afterApiCalls between 0 and 1000000");
        }

        if (step is { Switches: null, Move: false, ExpireTokens: false, Burst: null })
        {
            throw new ValidationException("It does nothing: it needs switches, move, expireTokens or burst");
        }

        if (step.Burst is { } burst)
        {
            Validator.ValidateObject(burst, new(burst), validateAllProperties: true);
        }

        _ = Switches.Turn(new(), step.Switches ?? []);
    }
}

/// <summary>The configured scenario must be there.</summary>
internal sealed class ScenarioIsKnown(ScenarioLibrary library) : IValidateOptions<SandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, SandboxOptions options) =>
        options.Scenario.Length == 0 || library.Find(options.Scenario) is not null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{SandboxOptions.Section}:Scenario names no scenario there is. There are: {string.Join(", ", library.All.Select(one => one.Name))}.");
}
