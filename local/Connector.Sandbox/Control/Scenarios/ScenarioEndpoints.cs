using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Sandbox.Control.Scenarios;

/// <summary>Lists, starts and stops scenarios.</summary>
internal static class ScenarioEndpoints
{
    public static IServiceCollection AddScenarios(this IServiceCollection services) => services
        .AddSingleton(_ => new ScenarioLibrary(ScenarioLibrary.Folder))
        .AddSingleton<Microsoft.Extensions.Options.IValidateOptions<SandboxOptions>, ScenarioIsKnown>()
        .AddSingleton<ScenarioRunner>()
        .AddHostedService(provider => provider.GetRequiredService<ScenarioRunner>());

    public static void MapScenarios(this RouteGroupBuilder control)
    {
        control.MapGet("/scenarios", (ScenarioRunner runner) => runner.View).WithSummary("The scenarios there are, and the one that is on");
        control.MapPost("/scenarios/{name}", StartAsync).WithSummary("Stop what is on, turn all switches back, and start a scenario");
        control.MapDelete("/scenarios", StopAsync).WithSummary("Stop the scenario that is on and turn all switches back");
    }

    private static async Task<Results<Ok<ScenariosView>, NotFound>> StartAsync(string name, ScenarioRunner runner) =>
        await runner.PlayAsync(name) ? TypedResults.Ok(runner.View) : TypedResults.NotFound();

    private static async Task<NoContent> StopAsync(ScenarioRunner runner)
    {
        await runner.EndAsync();
        return TypedResults.NoContent();
    }
}
