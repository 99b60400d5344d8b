using Connector.Jobs.Hosting;
using Connector.Jobs.Notices;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Worker.Notices;

/// <summary>
/// Raises notices once, tells them and that they are over, and repeats what its receiver did not take. One worker at a time; where it crashes between a post and its note, the post is
/// repeated with the same id.
/// </summary>
internal sealed class NoticeLoop(
    RedisGate gate, NoticeSources sources, Jobs.Notices.Notices notices, NoticePost post, WorkerName worker, IOptions<NoticeOptions> options, TimeProvider time, ILogger<NoticeLoop> log)
    : BackgroundService
{
    private const int LooksUntilOver = 2;

    private string? _problem;
    private bool _isAway;

    private TimeSpan Turn => (2 * options.Value.LookEvery) + TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.LookEvery, time);
        do
        {
            try
            {
                if (await notices.TurnAsync(worker.Name, Turn, stoppingToken))
                {
                    await RoundAsync(stoppingToken);
                }

                _isAway = false;
            }
            catch (Exception trouble) when (trouble is RedisException or RedisTimeoutException)
            {
                if (!_isAway)
                {
                    log.NoticesInterrupted(trouble.GetType().Name);
                }

                _isAway = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var now = (await sources.ReadAsync(cancellationToken)).DistinctBy(notice => notice.Key).ToDictionary(notice => notice.Key, StringComparer.Ordinal);
        var open = await notices.ListAsync(cancellationToken);
        foreach (var one in open)
        {
            await TellAsync(await FollowAsync(one, now.GetValueOrDefault(one.Notice.Key), cancellationToken), cancellationToken);
        }

        foreach (var notice in now.Values.Where(notice => !open.Any(one => one.Notice.Key == notice.Key)).Take(Math.Max(0, Jobs.Notices.Notices.Most - open.Count)))
        {
            var raised = new OpenNotice { Notice = notice, RaisedAt = time.GetUtcNow() };
            await notices.SaveAsync(raised, cancellationToken);
            log.NoticeRaised(notice.Kind, notice.Text, notice.Remedy);
            await TellAsync(raised, cancellationToken);
        }
    }

    /// <summary>Brings a notice up to date with what is now.</summary>
    private async Task<OpenNotice> FollowAsync(OpenNotice one, Notice? now, CancellationToken cancellationToken)
    {
        // A test is over once it was told, or nobody is there to be told.
        var isSo = now is not null || (one.Notice.Kind == "test" && one.SentAt is null && post.HasReceiver);
        var next = one with
        {
            Notice = now ?? one.Notice,
            Missing = isSo ? 0 : one.Missing + 1,
            EndedAt = isSo ? null : one.EndedAt ?? (one.Missing + 1 >= LooksUntilOver ? time.GetUtcNow() : null),
        };
        if (next != one)
        {
            await notices.SaveAsync(next, cancellationToken);
        }

        return next;
    }

    private async Task TellAsync(OpenNotice one, CancellationToken cancellationToken)
    {
        var isOver = one.EndedAt is not null;
        if (!post.HasReceiver || (isOver && one.SentAt is null))
        {
            if (isOver)
            {
                await EndAsync(one, cancellationToken);
            }

            return;
        }

        if (!isOver && one.SentAt is not null)
        {
            return;
        }

        var problem = await post.SendAsync(one, cancellationToken);
        if (problem is not null)
        {
            if (_problem != problem)
            {
                log.NoticeNotTaken(problem);
            }

            _problem = problem;
            await notices.SaveAsync(one with { Problem = problem }, cancellationToken);
            return;
        }

        _problem = null;
        if (isOver)
        {
            await EndAsync(one, cancellationToken);
        }
        else
        {
            await notices.SaveAsync(one with { SentAt = time.GetUtcNow(), Problem = null }, cancellationToken);
        }
    }

    private async Task EndAsync(OpenNotice one, CancellationToken cancellationToken)
    {
        await notices.RemoveAsync(one.Notice.Key, cancellationToken);
        log.NoticeEnded(one.Notice.Kind, one.Notice.Text);
    }
}
