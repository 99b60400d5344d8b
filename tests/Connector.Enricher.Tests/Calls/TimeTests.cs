using System.Net.Sockets;
using Connector.Enrichment.V1;
using Connector.Testing;
using Connector.Testing.Wires;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Enricher.Tests.Calls;

/// <summary>Waiting, giving up, and not being reached.</summary>
public sealed class TimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_callers_deadline_ends_the_question_at_the_company_explorer()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address);
        // Once for warming up, so that the deadline is spent at the Company Explorer and not on the way.
        await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);
        explorer.Answer = HangAsync;

        var thrown = await Assert.ThrowsAsync<RpcException>(async () => await enricher.Client.EnrichContactAsync(
            Requests.Contact(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2), cancellationToken: _ct));

        Assert.Equal(StatusCode.DeadlineExceeded, thrown.StatusCode);
        await _abandoned.Task.WaitAsync(Patience, _ct);
    }

    [Fact]
    public async Task A_caller_that_cancels_ends_the_question_at_the_company_explorer()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address);
        explorer.Answer = HangAsync;
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(_ct);

        var call = enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: caller.Token);
        await _arrived.Task.WaitAsync(Patience, _ct);
        await caller.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await call)).StatusCode);
        await _abandoned.Task.WaitAsync(Patience, _ct);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // headers and half a body, then silence
    public async Task A_company_explorer_that_takes_too_long_is_unavailable(bool begins)
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Explorer:Timeout"] = "00:00:01" });
        explorer.Answer = async context =>
        {
            if (begins)
            {
                await context.Response.WriteAsync("{ \"status\":", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            await HangAsync(context);
        };

        var thrown = await Assert.ThrowsAsync<RpcException>(async () => await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct));

        Assert.Equal((StatusCode.Unavailable, "EXPLORER_TIMEOUT"), (thrown.StatusCode, FailureTests.InfoOf(thrown).Reason));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_connection_that_fails_is_tried_once_more(int failures, bool answered)
    {
        await using var explorer = await FakeExplorer.StartAsync();
        var attempts = 0;
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, configure: services => services
            .AddHttpClient("explorer")
            .UseSocketsHttpHandler((handler, _) => handler.ConnectCallback = async (context, ct) =>
            {
                if (Interlocked.Increment(ref attempts) <= failures)
                {
                    throw new SocketException((int)SocketError.ConnectionRefused);
                }

                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(socket, ownsSocket: true);
            }));

        var thrown = await Record.ExceptionAsync(async () => await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct));

        Assert.Equal(2, attempts);
        Assert.Equal(answered ? null : "EXPLORER_UNREACHABLE", thrown is RpcException rpc ? FailureTests.InfoOf(rpc).Reason : thrown?.ToString());
    }

    [Fact]
    public async Task An_answer_cut_off_in_the_middle_is_not_asked_for_again()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address);
        explorer.Answer = async context =>
        {
            await context.Response.WriteAsync("{ \"status\":", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        };

        var thrown = await Assert.ThrowsAsync<RpcException>(async () => await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct));

        Assert.Equal((StatusCode.Unavailable, "EXPLORER_UNREACHABLE"), (thrown.StatusCode, FailureTests.InfoOf(thrown).Reason));
        Assert.Single(explorer.Requests);
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(15, false)] // a quarter of Explorer:Timeout
    public async Task Slow_questions_open_the_breaker_and_changes_of_mind_do_not(int seconds, bool isChangeOfMind)
    {
        const int Questions = 12;
        var time = new FakeTimeProvider();
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(
            explorer.Address, new() { ["Explorer:BreakerWindow"] = "00:10:00" }, services => services.AddSingleton<TimeProvider>(time));
        var (arrived, left) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), Questions);
        explorer.Answer = async context =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                arrived.SetResult();
            }

            await HangAsync(context);
        };
        using var callers = CancellationTokenSource.CreateLinkedTokenSource(_ct);

        var questions = Enumerable.Range(0, Questions)
            .Select(_ => enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: callers.Token).ResponseAsync).ToList();
        await arrived.Task.WaitAsync(Patience, _ct);
        time.Advance(TimeSpan.FromSeconds(seconds));
        await callers.CancelAsync();
        await Task.WhenAll(questions.Select(question => Assert.ThrowsAsync<RpcException>(() => question)));
        await Eventually.TrueAsync(() => enricher.Log.Text.Split("the caller gave up after").Length > Questions, cancellationToken: _ct);

        explorer.Answer = FakeExplorer.Json("""{ "status": "success" }""");
        var thrown = await Record.ExceptionAsync(async () => await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct));

        Assert.Equal(isChangeOfMind ? null : "EXPLORER_PAUSED", thrown is RpcException rpc ? FailureTests.InfoOf(rpc).Reason : thrown?.ToString());
        Assert.Equal(isChangeOfMind ? Questions + 1 : Questions, explorer.Requests.Count);
    }

    [Fact]
    public async Task A_worker_that_vanished_without_a_word_is_found_out_and_its_question_ends()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var explorer = await FakeExplorer.StartAsync();
        explorer.Answer = HangAsync;
        await using var enricher = await EnricherHost.StartAsync(
            explorer.Address,
            new() { ["Explorer:Timeout"] = "00:10:00" },
            services => services.Configure<KestrelServerOptions>(kestrel =>
            {
                var http2 = kestrel.Limits.Http2;
                Assert.Equal((30d, 20d), (http2.KeepAlivePingDelay.TotalSeconds, http2.KeepAlivePingTimeout.TotalSeconds));
                (http2.KeepAlivePingDelay, http2.KeepAlivePingTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            }));
        await using var wire = SilentWire.To(enricher.GrpcAddress);
        using var channel = GrpcChannel.ForAddress(wire.Address);

        var call = new EnrichmentService.EnrichmentServiceClient(channel).EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);
        await _arrived.Task.WaitAsync(Patience, _ct);
        wire.FallSilent();

        await _abandoned.Task.WaitAsync(Patience, _ct);
        call.Dispose();
    }

    [Fact]
    public async Task Questions_beyond_the_limit_wait_and_those_beyond_the_queue_come_back_later()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Explorer:MaxConcurrency"] = "1" });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var open = 0;
        var most = 0;
        explorer.Answer = async context =>
        {
            most = Math.Max(most, Interlocked.Increment(ref open));
            await gate.Task.WaitAsync(context.RequestAborted);
            Interlocked.Decrement(ref open);
            await FakeExplorer.Json("""{ "status": "success" }""")(context);
        };

        // One is asked, four wait: of seven, two must be turned away while the first still hangs.
        var calls = Enumerable.Range(0, 7).Select(_ => AskAsync()).ToList();
        var first = await Task.WhenAny(calls).WaitAsync(Patience, _ct);
        var second = await Task.WhenAny(calls.Where(call => call != first)).WaitAsync(Patience, _ct);
        gate.SetResult();
        var results = await Task.WhenAll(calls).WaitAsync(Patience, _ct);

        Assert.All([await first, await second], thrown => Assert.Equal(StatusCode.ResourceExhausted, thrown?.StatusCode));
        Assert.Equal(5, results.Count(thrown => thrown is null));
        Assert.Equal(1, most);

        async Task<RpcException?> AskAsync()
        {
            try
            {
                await enricher.Client.EnrichContactAsync(Requests.Contact(), cancellationToken: _ct);
                return null;
            }
            catch (RpcException exception)
            {
                return exception;
            }
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        _arrived.TrySetResult();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = context.RequestAborted.Register(() => aborted.TrySetResult());
        await aborted.Task;
        _abandoned.TrySetResult();
    }
}
