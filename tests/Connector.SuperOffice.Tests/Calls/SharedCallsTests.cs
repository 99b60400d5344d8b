using Connector.SuperOffice.Tests.Responding;
using Connector.SuperOffice.Tests.Sharing;
using Connector.Testing;

namespace Connector.SuperOffice.Tests.Calls;

/// <summary>What the processes that call one tenant keep to together, seen by who receives the calls.</summary>
public sealed class SharedCallsTests(TestRedis redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_processes_keep_to_the_rate_together_and_each_gets_its_share()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var responder = await Responder.StartAsync();
        responder.Api = context => Responder.Json(context, 200, Records.Contact(1));
        var database = redis.Next();
        await using var english = CallerProcess.Start(responder.Url, database, ("Language", "en"));
        await using var german = CallerProcess.Start(responder.Url, database, ("Language", "de"));
        // What a process does for the first time takes its time, and would be measured too.
        await Task.WhenAll(english.RoundAsync(8, 8), german.RoundAsync(8, 8));
        await Task.Delay(TimeSpan.FromSeconds(1), Token);
        var before = responder.Calls.Count;
        var start = responder.Now;

        var results = await Task.WhenAll(english.RoundAsync(25, 20), german.RoundAsync(25, 20));

        Assert.All(results, result => Assert.Equal(25, result.Succeeded));
        var calls = responder.Calls.Skip(before).ToList();
        Assert.Equal(50, calls.Count);
        // Seen by the receiver: ten calls by the first second, twenty by the second … However busy the machine, calls come later, not earlier.
        Assert.All(calls.Index(), call => Assert.True(call.Item.At - start >= TimeSpan.FromSeconds((call.Index / 10) - 0.01), $"call {call.Index} came at {call.Item.At - start}"));
        // Five seconds' worth: the last ten come after four seconds. As much as it takes to answer is allowed for, and as much for the machine.
        Assert.InRange((calls[^1].At - start).TotalSeconds, 4, 6);
        Assert.InRange(Busiest.Second(calls.Select(call => call.At)), 9, 10);
        Assert.InRange(calls.Take(30).Count(call => call.Headers.AcceptLanguage == "de"), 4, 26);
    }

    [Fact]
    public async Task Request_to_wait_is_kept_by_all_processes()
    {
        await using var responder = await Responder.StartAsync();
        var database = redis.Next();
        await using var first = ClientHost.Sharing(responder, database);
        await using var second = ClientHost.Sharing(responder, database);
        Assert.Null(await second.Client.GetContactAsync(1, Token));
        responder.Api = context =>
        {
            context.Response.Headers.RetryAfter = "40";
            return Responder.Json(context, 503, "");
        };
        await first.FailureAsync((client, token) => client.GetContactAsync(1, token));
        var before = responder.Calls.Count;

        foreach (var host in new[] { first, second, second })
        {
            var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
            Assert.Equal((FailureKind.AskedToWait, FailureScope.Entity), (failure.Kind, failure.Scope));
            Assert.InRange(failure.RetryAfter!.Value.TotalSeconds, 20, 40);
        }

        Assert.Equal(before, responder.Calls.Count);
        Assert.Single(first.LogLines, line => line.Contains("nothing is sent to the tenant", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shorter_request_to_wait_does_not_end_a_longer_one()
    {
        await using var responder = await Responder.StartAsync();
        var database = redis.Next();
        await using var first = ClientHost.Sharing(responder, database);
        await using var second = ClientHost.Sharing(responder, database);
        var arrived = 0;
        responder.Api = async context =>
        {
            var number = Interlocked.Increment(ref arrived);
            while (Volatile.Read(ref arrived) < 2)
            {
                await Task.Delay(5, context.RequestAborted);
            }

            context.Response.Headers.RetryAfter = number == 1 ? "40" : "3";
            await Task.Delay(number == 1 ? 0 : 200, context.RequestAborted);
            await Responder.Json(context, 429, "");
        };
        await Task.WhenAll(
            first.FailureAsync((client, token) => client.GetContactAsync(1, token)),
            second.FailureAsync((client, token) => client.GetContactAsync(1, token)));

        await using var third = ClientHost.Sharing(responder, database);
        var failure = await third.FailureAsync((client, token) => client.GetContactAsync(1, token));
        Assert.InRange(failure.RetryAfter!.Value.TotalSeconds, 20, 40);
    }

    [Fact]
    public async Task Call_whose_turn_would_come_too_late_is_told_when_at_once()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.Sharing(responder, redis.Next(), ("CallsPerSecond", "1"), ("Timeout", "00:00:03"));
        await host.Client.GetContactAsync(1, Token);
        var began = TimeProvider.System.GetTimestamp();

        var ends = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                await host.Client.GetContactAsync(1, Token);
                return null;
            }
            catch (SuperOfficeException failure)
            {
                return failure;
            }
        }));

        var refused = ends.OfType<SuperOfficeException>().ToList();
        // On a machine that stops for a second, one more has its turn.
        Assert.InRange(refused.Count, 3, 6);
        Assert.All(refused, failure => Assert.Equal((FailureKind.AskedToWait, FailureScope.Entity), (failure.Kind, failure.Scope)));
        Assert.Contains(refused, failure => failure.RetryAfter > TimeSpan.FromSeconds(1.5));
        Assert.Equal(7 - refused.Count, responder.Calls.Count);
        // Had they waited, it would have been for 6 s and more.
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 6);
    }
}
