using System.Net;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Testing;
using Connector.Testing.Disks;

namespace Connector.Reliability.Tests.Troubles;

/// <summary>The spool's disk is full, or its directory may only be read; the journal's is not to be used.</summary>
internal sealed class DiskTroubles(ConnectorSystem system, JobMachine machine, SteadyPosts posts, StormWatch watch)
{
    private const HttpStatusCode Ok = HttpStatusCode.OK;
    private const HttpStatusCode Refused = HttpStatusCode.ServiceUnavailable;
    private const int Some = 5;
    private const int Many = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public IEnumerable<Trouble> All() =>
    [
        new("the spool's disk full", SpoolFullAsync),
        new("the spool's directory read-only at a start", SpoolReadOnlyAsync),
        new("the journal's directory gone under a worker", JournalGoneAsync),
        new("the journal's directory read-only at a start", JournalReadOnlyAsync),
    ];

    private async Task SpoolFullAsync(CancellationToken cancellationToken)
    {
        var ballast = Path.Combine(system.SpoolDirectory, "ballast");
        Fill(ballast);
        posts.Begin("the spool's disk is full", Ok);
        await posts.AnsweredAsync(Ok, Many, cancellationToken);

        posts.Begin("and Redis is away", Ok, Refused);
        await StormWatch.SaysOnceAsync(system.Ingresses[0], "posts that Redis does not take are answered with 503", async () =>
        {
            await system.Redis.KillAsync();
            await posts.AnsweredAsync(Refused, Some, cancellationToken);
        }, cancellationToken);
        await RedisIsBackAsync(cancellationToken);
        File.Delete(ballast);
        await watch.IngressIsAsync("Healthy", cancellationToken);
    }

    private async Task SpoolReadOnlyAsync(CancellationToken cancellationToken)
    {
        posts.Begin("the ingress is killed, and its spool may only be read", Ok, Refused, null);
        await system.Ingresses[0].KillAsync();
        using (Mount.TryReadOnly(system.SpoolDirectory))
        {
            await StormWatch.SaysOnceAsync(system.Ingresses[0], "There is no spool: ", async () =>
            {
                await system.Ingresses[0].StartAsync(cancellationToken);
                await watch.IngressIsAsync("Degraded", cancellationToken);

                // Without a spool posts are refused until Redis has been found safe.
                posts.Begin("the ingress looks at Redis", Ok, Refused);
                await posts.AnsweredAsync(Ok, Some, cancellationToken);
                posts.Begin("the ingress has no spool", Ok);
                await posts.AnsweredAsync(Ok, Many, cancellationToken);

                posts.Begin("and Redis is away", Ok, Refused);
                await system.Redis.KillAsync();
                await posts.AnsweredAsync(Refused, Some, cancellationToken);
                await watch.IngressIsAsync("Unhealthy", cancellationToken);
                await RedisIsBackAsync(cancellationToken);
            }, cancellationToken);
        }

        await watch.IngressIsAsync("Healthy", cancellationToken);
        await OutageIsSpooledAsync(cancellationToken);
    }

    private async Task JournalGoneAsync(CancellationToken cancellationToken)
    {
        posts.Begin("a file is where the journal was", Ok);
        var away = system.JournalDirectory + ".away";
        Directory.Move(system.JournalDirectory, away);
        await File.WriteAllTextAsync(system.JournalDirectory, "", cancellationToken);
        await Eventually.ValueAsync(
            async () => (await machine.Redis.HashGetAsync(JobMachine.Prefix + "holds", ChaosSettings.Tenant)).ToString(),
            hold => hold.Contains("Snapshots: The journal ", StringComparison.Ordinal),
            Patience, "the tenant is held, and the reason is the journal", cancellationToken);
        await watch.WorkerIsAsync("Degraded", cancellationToken);
        await Eventually.TrueAsync(
            async () => (await machine.CountAsync()).Processing == 0, Patience, "whatever had its entry before is over", cancellationToken);

        var written = await system.Crm.PatchesAsync(cancellationToken);
        await posts.AnsweredAsync(Ok, Many, cancellationToken);
        Assert.Equal(written, await system.Crm.PatchesAsync(cancellationToken));

        File.Delete(system.JournalDirectory);
        Directory.Move(away, system.JournalDirectory);
        await WorksAsync(written, cancellationToken);
    }

    private async Task JournalReadOnlyAsync(CancellationToken cancellationToken)
    {
        posts.Begin("the worker is killed, and its journal may only be read", Ok);
        await system.Workers[0].KillAsync();
        var written = await system.Crm.PatchesAsync(cancellationToken);
        using (Mount.TryReadOnly(system.JournalDirectory))
        {
            await StormWatch.SaysOnceAsync(system.Workers[0], "cannot be opened or written", async () =>
            {
                system.Workers[0].Launch();
                Assert.Equal(1, await system.Workers[0].EndedAsync(cancellationToken));
            }, cancellationToken);
            await posts.AnsweredAsync(Ok, Many, cancellationToken);
        }

        await system.Workers[0].StartAsync(cancellationToken);
        await WorksAsync(written, cancellationToken);
    }

    private async Task RedisIsBackAsync(CancellationToken cancellationToken)
    {
        await system.Redis.RestartAsync(cancellationToken);
        posts.Begin("Redis is back", Ok, Refused);
        await posts.AnsweredAsync(Ok, Many, cancellationToken);
    }

    /// <summary>The spool is one again: it takes what Redis does not.</summary>
    private async Task OutageIsSpooledAsync(CancellationToken cancellationToken)
    {
        posts.Begin("Redis is away, and there is a spool", Ok);
        await system.Redis.KillAsync();
        await posts.AnsweredAsync(Ok, Many, cancellationToken);
        await watch.IngressIsAsync("Degraded", cancellationToken);
        await system.Redis.RestartAsync(cancellationToken);
        await watch.IngressIsAsync("Healthy", cancellationToken);
    }

    private async Task WorksAsync(long written, CancellationToken cancellationToken)
    {
        await Eventually.TrueAsync(
            async () => await system.Crm.PatchesAsync(cancellationToken) > written, Patience, "something is written again", cancellationToken);
        await watch.WorkerIsAsync("Healthy", cancellationToken);
        await Eventually.TrueAsync(async () => !await watch.IsHeldAsync(), Patience, "the tenant is not held any more", cancellationToken);
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(page);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }
}
