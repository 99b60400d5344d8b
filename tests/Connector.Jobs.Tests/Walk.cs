using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>A way through the job machine: the same steps on the real scripts and on the model.</summary>
internal sealed partial class Walk(Machine machine)
{
    private static readonly string[] Tenants = ["Cust1", "Cust2"];
    private static readonly JobOutcome[] Outcomes = Enum.GetValues<JobOutcome>();

    private readonly List<Intake.IncomingEvent> _events = [];
    private readonly List<(WaitingJob Job, JobDecision Decision)> _decided = [];
    private readonly List<Pass> _over = [];

    /// <summary>What the scripts should have done so far.</summary>
    public Model Model { get; } = new();

    public Task StepAsync(int step, int pick) => step switch
    {
        0 or 1 or 2 => AcceptAsync(pick),
        3 => AcceptAgainAsync(pick),
        4 or 5 or 6 => DecideAsync(pick),
        7 => DecideAgainAsync(pick),
        8 or 9 => TakeAsync(),
        10 or 11 => FinishOneAsync(pick),
        12 => PutBackAsync(pick),
        13 => MoveAsync(pick),
        14 => CrashAsync(pick),
        16 or 17 => RequestAsync(pick),
        18 => ReplayAsync(pick),
        19 => CloseAsync(pick),
        20 => FinishOneJobAsync(pick),
        21 => EraseAsync(pick),
        22 => TrimAsync(pick),
        23 => ExpireDeadAsync(pick),
        _ => BeLateAsync(pick),
    };

    /// <summary>Lets all work end: nothing may be stuck.</summary>
    public async Task DrainAsync()
    {
        foreach (var pass in Model.Passes.Keys.ToList())
        {
            await ExpireAsync(pass);
        }

        while (Model.Count(Model.Place.Waiting) > 0)
        {
            await DecideAsync(0);
        }

        while ((await machine.Passes.TakeAsync("worker", [], Machine.Cancellation)).Pass is { } pass)
        {
            Model.Take(pass);
            while (Model.Passes.ContainsKey(pass))
            {
                await FinishAsync(pass, JobOutcome.Completed);
            }
        }

        Assert.Equal(Model.Jobs.Count, Model.Count(Model.Place.Finished) + Model.Count(Model.Place.Dead));
    }
}
