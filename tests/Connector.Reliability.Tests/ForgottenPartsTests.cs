using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;

namespace Connector.Reliability.Tests;

/// <summary>
/// Redis forgets what the services can make again, while they run and nobody restarts them: the scripts it has loaded, whose turn it is among the
/// tenants whose events wait, a tenant's list of them.
/// </summary>
public sealed class ForgottenPartsTests(ITestOutputHelper output)
{
    private static readonly string List = $"{JobMachine.Prefix}waiting:{ChaosSettings.Tenant}";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly int Rounds = Tiers.Pick(0, 4, 300);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scripts_turns_and_lists_are_made_again_under_load_without_a_restart_and_nothing_is_lost()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var system = await ConnectorSystem.StartAsync(cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        var companies = new ManyCompanies(system, sender);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        await companies.CreateAsync(20, Cancelled);
        using var calm = new CancellationTokenSource();
        var work = companies.ChangeAsync(seed: 1, TimeSpan.FromMilliseconds(50), calm.Token, Cancelled);

        var (turns, lists) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var ended = (await machine.CountAsync()).Finished;
            switch (round % 3)
            {
                case 0:
                    Assert.Equal("OK", (string?)await machine.Redis.ExecuteAsync("SCRIPT", "FLUSH"));
                    break;
                case 1:
                    // While something waits, which it does for milliseconds at a time.
                    await Eventually.TrueAsync(() => machine.Redis.KeyDeleteAsync(JobMachine.Prefix + "waiting-turns"), Patience, "there were turns", Cancelled);
                    turns++;
                    break;
                default:
                    await Eventually.TrueAsync(() => machine.Redis.KeyDeleteAsync(List), Patience, "there was a list", Cancelled);
                    lists++;
                    break;
            }

            // And all of it goes on, from the post to the end of a job.
            await Eventually.TrueAsync(async () => (await machine.CountAsync()).Finished > ended + 5, Patience, "jobs end again", Cancelled);
        }

        await calm.CancelAsync();
        await work;
        var counts = await Quiet.ReachedAsync(system, machine, Patience, Cancelled, sender);
        var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
        output.WriteLine($"{Rounds} rounds, {turns} times turns and {lists} lists gone; {companies.Changes} changes, {counts}.");
        Assert.Equal((Rounds / 3, Rounds / 3), (turns, lists));
        Assert.All(system.Services, service => Assert.False(service.HasEnded, service.Name));
        invariants.EveryPromiseIsKept(sender.Answers);
        invariants.TheAuditIsBalanced();
        invariants.NothingIsWrittenTwiceDifferently();
        invariants.NoQuestionIsPaidTwice();
        Assert.Equal(0, counts.Dead);
        await companies.EqualTheirLastStateAsync(new HashSet<string>(), Cancelled);

        // It was no loss of data, and is not taken for one.
        Assert.False(await machine.Redis.KeyExistsAsync(JobMachine.Prefix + "loss"));
    }
}
