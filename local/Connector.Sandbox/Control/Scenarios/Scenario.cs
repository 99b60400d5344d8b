using System.Text.Json.Nodes;

namespace Connector.Sandbox.Control.Scenarios;

/// <summary>
/// A named course of misbehaviour, read from a file of the folder <c>Scenarios</c>: steps one after another, each of which waits
/// for its time or for a number of API calls since the step before it, and then does what it names. After the last step the
/// switches stay as they are until the scenario is stopped.
/// </summary>
/// <param name="Description">What it imitates and what should be seen.</param>
/// <param name="Steps">At least one.</param>
public sealed record Scenario(string Description, IReadOnlyList<ScenarioStep> Steps);

/// <summary>A step of a scenario.</summary>
public sealed record ScenarioStep
{
    /// <summary>What happens, for people. Optional.</summary>
    public string? Note { get; init; }

    /// <summary>Seconds to wait since the step before. Default 0.</summary>
    public double AfterSeconds { get; init; }

    /// <summary>Calls of the tenant's API to wait for since the step before. Default 0. With both, time comes first.</summary>
    public int AfterApiCalls { get; init; }

    /// <summary>Switches to turn, as the control API takes them.</summary>
    public JsonObject? Switches { get; init; }

    /// <summary>Moves the tenant to the other name of this machine.</summary>
    public bool Move { get; init; }

    /// <summary>Ends all access tokens.</summary>
    public bool ExpireTokens { get; init; }

    /// <summary>Makes many changes.</summary>
    public Burst? Burst { get; init; }
}

/// <summary>A scenario as the control API shows it.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Description">What it imitates and what should be seen.</param>
/// <param name="Steps">What it does.</param>
public sealed record ScenarioView(string Name, string Description, IReadOnlyList<ScenarioStep> Steps);

/// <summary>The scenarios there are, and the one that is on.</summary>
/// <param name="On">Its name; null if none is on.</param>
/// <param name="StepsDone">How many of its steps were taken.</param>
/// <param name="Scenarios">All there are.</param>
public sealed record ScenariosView(string? On, int StepsDone, IReadOnlyList<ScenarioView> Scenarios);
