using CsCheck;

namespace Connector.Jobs.Tests;

/// <summary>
/// Random operations, crashes and repetitions included, on the real scripts and on the model side by side. A failure prints
/// the seed; CsCheck_Seed repeats it.
/// </summary>
public sealed class AnyOrderTests(RedisFixture redis)
{
    private static readonly int Samples = Testing.Tiers.Pick(6, 100, 2_000);

    private static readonly Gen<(int Step, int Pick)[]> Steps = Gen.Select(Gen.Int[0, 23], Gen.Int[0, 999]).Array[20, 60];

    [Fact]
    public async Task Whatever_happens_in_whatever_order_every_job_is_in_exactly_one_place()
    {
        await using var machine = await Machine.StartAsync(
            $"{redis.ConnectionString},defaultDatabase={redis.NextDatabase()},allowAdmin=true");
        await Steps.SampleAsync(
            async steps =>
            {
                foreach (var server in machine.Connection.GetServers())
                {
                    await server.FlushDatabaseAsync(machine.Redis.Database);
                }

                await machine.Layout.EnsureAsync(starting: true, Machine.Cancellation);
                var walk = new Walk(machine);
                var places = new Places(machine, walk.Model);
                foreach (var (step, pick) in steps)
                {
                    await walk.StepAsync(step, pick);
                    await places.CheckCountsAsync();
                    await places.CheckTurnsAsync();
                }

                await places.CheckPlacesAsync();
                await walk.DrainAsync();
                await places.CheckCountsAsync();
                await places.CheckPlacesAsync();
            },
            iter: Samples,
            threads: 1,
            print: steps => string.Join(' ', steps.Select(s => $"({s.Step},{s.Pick})")));
    }
}
