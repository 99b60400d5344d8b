using Connector.Jobs.Hosting;
using Connector.Jobs.Journal;
using Connector.Jobs.Queue;
using Connector.Worker.Passes;

namespace Connector.Worker.Limits;

/// <summary>
/// What this worker's directory owes those of other machines: says that it is in use, erases what was erased elsewhere, and only then answers what others ask
/// of it. No pass is taken before the first round, so that nothing is written into a directory that no erasure knows of.
/// </summary>
internal sealed class JournalKeeper(
    RedisGate gate,
    WorkerJournal journal,
    JournalDirectories directories,
    JournalQuestions questions,
    WorkSignal signal,
    TimeProvider time,
    ILogger<JournalKeeper> log) : BackgroundService
{
    private const int AtATime = 100;

    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Outage _outage = new(log, "journal keeper", time);
    private string? _problem;
    private long? _saidAt;

    /// <summary>Returns after the first round; also if it failed, since then nothing is written.</summary>
    public Task BegunAsync(CancellationToken cancellationToken) => _begun.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        while (journal.IsKept)
        {
            try
            {
                await LookAsync(await journal.IdentityAsync(stoppingToken), stoppingToken);
                _problem = null;
                _outage.Over();
                _begun.TrySetResult();
                await signal.WaitForJournalsAsync(SayEvery, stoppingToken);
            }
            catch (JournalFailedException failed)
            {
                _begun.TrySetResult();
                Tell(failed.Message);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
            catch (Exception trouble) when (RedisTrouble.Is(trouble))
            {
                await _outage.PauseAsync(trouble, stoppingToken);
            }
        }

        _begun.TrySetResult();
    }

    private async Task LookAsync(string own, CancellationToken cancellationToken)
    {
        if (_saidAt is not { } at || time.GetElapsedTime(at) >= SayEvery)
        {
            var seen = await SayAsync(own, cancellationToken);
            _saidAt = time.GetTimestamp();
            if (seen.WasForgotten)
            {
                log.JournalCameBack(own, seen.Due, seen.Dropped);
            }
        }

        if (await EraseDueAsync(own, cancellationToken))
        {
            await questions.AnswerAllAsync(own, journal.ReadAsync, cancellationToken);
        }
    }

    /// <exception cref="JournalFailedException">This directory, or another that is in use, is a copy: until one of them is gone, nothing is written.</exception>
    private async Task<SeenDirectory> SayAsync(string own, CancellationToken cancellationToken)
    {
        try
        {
            var seen = await directories.SeenAsync(own, Environment.MachineName, journal.Mark, cancellationToken);
            journal.Refusal = null;
            return seen;
        }
        catch (JournalFailedException failed)
        {
            journal.Refusal = failed.Message;
            throw;
        }
    }

    /// <returns>False if another process of the directory is at it.</returns>
    private async Task<bool> EraseDueAsync(string own, CancellationToken cancellationToken)
    {
        while (await directories.DueAsync(own, AtATime, cancellationToken) is { Count: > 0 } due)
        {
            using var turn = journal.TryTakeTurn();
            if (turn is null)
            {
                return false;
            }

            foreach (var erasure in due)
            {
                var entries = await journal.EraseAsync(erasure.Tenant, erasure.Entity, cancellationToken);
                await directories.ErasedAsync(own, [erasure], cancellationToken);
                log.JournalErasedToo(erasure.Entity, entries);
            }
        }

        return true;
    }

    private void Tell(string problem)
    {
        if (_problem != problem)
        {
            _problem = problem;
            log.JournalNotKept(problem);
        }
    }
}
