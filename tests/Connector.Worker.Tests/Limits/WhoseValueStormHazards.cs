using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Connector.ServiceDefaults.Faults;
using Connector.SuperOffice.Writing;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Limits;

/// <summary>A pass of the storm's worker, found by its span from wherever in it one is.</summary>
internal sealed class StormPass
{
    private static readonly ConditionalWeakTable<Activity, StormPass> All = [];

    private volatile TaskCompletionSource? _frozen;

    public static StormPass? Current
    {
        get
        {
            var span = Activity.Current;
            while (span is not null and not { OperationName: "pass", Source.Name: "Connector.Worker" })
            {
                span = span.Parent;
            }

            return span is null ? null : All.GetOrCreateValue(span);
        }
    }

    /// <summary>The round it works in, once it has read the company.</summary>
    public StormRound? Round { get; set; }

    /// <summary>What happens to its write, once it is about to intend one.</summary>
    public StormWrite? Write { get; set; }

    /// <summary>When the company had been read last as the gate was asked.</summary>
    public long Read { get; set; }

    /// <summary>Completes when its time goes on; null while it does.</summary>
    public Task? Frozen => _frozen?.Task;

    /// <summary>Stops its time until another pass has settled its write, a human has acted, and perhaps all is quiet again.</summary>
    public async Task FreezeAsync(Func<Task<bool>> settled, Func<Task> meanwhile)
    {
        _frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var patience = Stopwatch.StartNew(); patience.Elapsed < TimeSpan.FromSeconds(10) && !await settled();)
        {
            await Task.Delay(50);
        }

        await meanwhile();
        // Its clocks go on a moment later than it does: what has expired meanwhile may strike before the PATCH leaves, or just after.
        var frozen = _frozen;
        _ = Task.Delay(200).ContinueWith(_ =>
        {
            _frozen = null;
            frozen.SetResult();
        }, TaskScheduler.Default);
    }
}

/// <summary>The clock of a worker whose passes can be frozen: what a frozen one waits for (heartbeat, time-outs) does not come.</summary>
internal sealed class StormTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var pass = StormPass.Current;
        return base.CreateTimer(
            s =>
            {
                if (pass?.Frozen is { } frozen)
                {
                    frozen.ContinueWith(_ => callback(s), TaskScheduler.Default);
                }
                else
                {
                    callback(s);
                }
            },
            state,
            dueTime,
            period);
    }
}

/// <summary>Kills passes at a step: what is cancelled and knows not why says nothing to anybody, and its lease runs out.</summary>
internal sealed class StormKiller : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly ActivityListener _spans = new() { ShouldListenTo = s => s.Name == "Connector.Worker", Sample = (ref _) => ActivitySamplingResult.AllData };
    private readonly List<IDisposable> _subscriptions = [];

    public StormKiller()
    {
        ActivitySource.AddActivityListener(_spans);
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Steps.Source)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (StormPass.Current is not { Round: { } round } pass)
        {
            return;
        }

        if (value.Key == Steps.BeforeIntend)
        {
            pass.Write = round.NextWrite();
        }

        if (pass.Write is { Fault: StormFault.Kill } write && write.KillAt == value.Key)
        {
            round.Note($"worker killed at {value.Key}");
            round.Struck.Enqueue(StormFault.Kill);
            round.EditBeside(write.After);
            throw new OperationCanceledException("killed");
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _subscriptions.ForEach(s => s.Dispose());
        _spans.Dispose();
    }
}

/// <summary>Where a worker freezes before anybody asked whether it may write.</summary>
internal sealed class StormGate(TenantWriteGate inner, WhoseValueStormTests storm) : IWriteGate
{
    public async ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken)
    {
        if (StormPass.Current is { Round: { } round, Write: { } write } pass)
        {
            await round.EditAsync(write.Before);
            if (write.Fault == StormFault.FreezeAtGate)
            {
                await storm.FreezeAsync(pass, round, write);
            }

            pass.Read = round.LastRead;
        }

        var refusal = await inner.RefusalAsync(tenant, kind, cancellationToken);
        if (refusal is not null)
        {
            StormPass.Current?.Round?.Note($"gate refuses: {refusal}");
        }

        return refusal;
    }
}

/// <summary>The wire between worker and CRM, where connections break; the storm's rounds see there what passes.</summary>
internal sealed partial class StormWire(WhoseValueStormTests storm) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The companies the tenant was born with are nobody's round.
        if (StormPass.Current is not { } pass || Contact().Match(request.RequestUri!.AbsolutePath) is not { Success: true } match
            || int.Parse(match.Groups[1].ValueSpan, provider: null) is var id && id < 1000)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var round = pass.Round = await storm.RoundAsync(id);
        // A call that was given up halfway would leave open whether the CRM had seen it.
        Task<HttpResponseMessage> Send() => base.SendAsync(request, CancellationToken.None);
        if (request.Method == HttpMethod.Get)
        {
            return await round.ReadAsync(Send);
        }

        var write = pass.Write!;
        if (write.Fault == StormFault.FreezeAtWire)
        {
            await storm.FreezeAsync(pass, round, write);
        }

        if (write.Fault == StormFault.BreakBefore)
        {
            round.Note("connection broke before the PATCH arrived");
            round.Struck.Enqueue(write.Fault);
            await round.EditAsync(write.After);
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "broken before");
        }

        var response = await round.PatchAsync(request, pass.Read, Send);
        if (!response.IsSuccessStatusCode || write.Fault is StormFault.None or StormFault.Kill or StormFault.FreezeAtGate or StormFault.FreezeAtWire)
        {
            return response;
        }

        round.Note($"its answer is lost: {write.Fault}");
        round.Struck.Enqueue(write.Fault);
        await round.EditAsync(write.After);
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            return write.Fault switch
            {
                StormFault.BreakAfter => throw new HttpRequestException(HttpRequestError.ResponseEnded, "broken after"),
                StormFault.NoContent => new HttpResponseMessage(HttpStatusCode.NoContent) { RequestMessage = request },
                StormFault.CutJson => Json(text[..(text.Length / 2)]),
                _ => Json("null"),
            };
        }

        HttpResponseMessage Json(string body) => new(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    [GeneratedRegex("/v1/Contact/([0-9]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Contact();
}
