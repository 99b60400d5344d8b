namespace Connector.Testing;

public sealed class EventuallyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(60);

    [Fact]
    public async Task Condition_that_becomes_true_ends_the_wait()
    {
        var asked = 0;

        await Eventually.TrueAsync(() => ++asked == 3, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Missed_deadline_tells_the_reason_and_the_last_value()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.ValueAsync(
            () => Task.FromResult(41), value => value == 42, Short, "the answer is there", TestContext.Current.CancellationToken));

        Assert.Contains("the answer is there", failure.Message, StringComparison.Ordinal);
        Assert.Contains("41", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missed_deadline_tells_the_last_exception()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.TrueAsync(
            Task<bool> () => throw new IOException("no such pipe"), Short, cancellationToken: TestContext.Current.CancellationToken));

        Assert.IsType<IOException>(failure.InnerException);
        Assert.Contains("no such pipe", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_test_does_not_wait_for_the_deadline()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Eventually.TrueAsync(() => false, TimeSpan.FromMinutes(1), cancellationToken: cancelled.Token));
    }
}
