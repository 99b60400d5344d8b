using Connector.Sandbox.Tenant;
using Connector.Sandbox.Tenant.Login;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Control.Scenarios;

/// <summary>Plays one scenario at a time; starting another stops the one that is on.</summary>
internal sealed class ScenarioRunner(
    ScenarioLibrary library, Faults faults, TenantLocation location, AccessTokens tokens, Bursts bursts, CallRate calls,
    IOptions<SandboxOptions> options, TimeProvider time, ILogger<ScenarioRunner> logger) : IHostedService
{
    /// <summary>How often the number of calls is looked at.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Lock _changing = new();
    private Play _play = new(null);

    public ScenariosView View
    {
        get
        {
            var play = _play;
            return new(play.Name, play.StepsDone, library.All);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Scenario is { Length: > 0 } name)
        {
            await PlayAsync(name);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Next(new(null), [], reset: false).Ready;

    /// <summary>Stops what is on, turns all switches back, and plays a scenario.</summary>
    /// <returns>False if there is none of that name.</returns>
    public async Task<bool> PlayAsync(string name)
    {
        if (library.Find(name) is not { } scenario)
        {
            return false;
        }

        SandboxLog.ScenarioBegan(logger, name);
        await Next(new(name), scenario.Steps, reset: true).Ready;
        return true;
    }

    /// <summary>Stops what is on and turns all switches back.</summary>
    public Task EndAsync() => Next(new(null), [], reset: true).Ready;

    /// <summary>Each play first ends the one before it, so that two who start at once follow each other.</summary>
    private Play Next(Play play, IReadOnlyList<ScenarioStep> steps, bool reset)
    {
        lock (_changing)
        {
            play.Ready = BeginAsync(_play, reset);
            play.Done = RunAsync(play, steps, play.Stop.Token);
            return _play = play;
        }
    }

    private async Task BeginAsync(Play before, bool reset)
    {
        await before.Stop.CancelAsync();
        await before.Done;
        before.Stop.Dispose();
        if (reset)
        {
            faults.Settings = new();
        }
    }

    private async Task RunAsync(Play play, IReadOnlyList<ScenarioStep> steps, CancellationToken stopped)
    {
        try
        {
            await play.Ready;
            foreach (var step in steps)
            {
                await DueAsync(step, stopped);
                Take(step);
                play.StepsDone++;
                SandboxLog.ScenarioStep(logger, play.Name!, play.StepsDone, steps.Count, step.Note ?? "");
            }
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Somebody stopped it.
        }
    }

    private async Task DueAsync(ScenarioStep step, CancellationToken stopped)
    {
        var target = calls.Total + step.AfterApiCalls;
        await Task.Delay(TimeSpan.FromSeconds(step.AfterSeconds), time, stopped);
        while (calls.Total < target)
        {
            await Task.Delay(Look, time, stopped);
        }
    }

    private void Take(ScenarioStep step)
    {
        if (step.Switches is { } switches)
        {
            faults.Update(present => Switches.Turn(present, switches));
        }

        if (step.Move)
        {
            location.MoveToOther();
        }

        if (step.ExpireTokens)
        {
            tokens.ExpireAll();
        }

        if (step.Burst is { } burst)
        {
            bursts.Make(burst);
        }
    }

    /// <summary>A scenario that is on, or nothing, which has no name.</summary>
    private sealed class Play(string? name)
    {
        public string? Name { get; } = name;

        public CancellationTokenSource Stop { get; } = new();

        /// <summary>The one before has ended.</summary>
        public Task Ready { get; set; } = Task.CompletedTask;

        public Task Done { get; set; } = Task.CompletedTask;

        public int StepsDone { get; set; }
    }
}
