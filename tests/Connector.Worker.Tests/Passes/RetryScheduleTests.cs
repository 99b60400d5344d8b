using Connector.Worker.Passes;

namespace Connector.Worker.Tests.Passes;

public sealed class RetryScheduleTests
{
    private static readonly WorkerOptions Defaults = new();

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 10)]
    [InlineData(5, 160)]
    [InlineData(9, 2560)]
    [InlineData(10, 3600)]
    [InlineData(11, 3600)]
    [InlineData(int.MaxValue, 3600)]
    public void Delay_DoublesUpToAnHour(int failedAttempts, double seconds) =>
        Assert.Equal(seconds, RetrySchedule.Delay(failedAttempts, Defaults, random: 0.5).TotalSeconds, precision: 3);

    [Theory]
    [InlineData(0.0, 4)]
    [InlineData(1.0, 6)]
    public void Delay_IsJitteredByAFifth(double random, double seconds) =>
        Assert.Equal(seconds, RetrySchedule.Delay(0, Defaults, random).TotalSeconds, precision: 3);

    [Fact]
    public void Delay_WithJitter_IsNeverLongerThanTheLongest() =>
        Assert.Equal(Defaults.LongestRetry, RetrySchedule.Delay(30, Defaults, random: 1));

    [Theory]
    [InlineData(0, null, false)]
    [InlineData(10, 23.9, false)]
    [InlineData(11, 1.0, true)]
    [InlineData(3, 24.0, true)]
    public void Retrying_EndsAfterTwelveAttemptsOrADay(int failedAttempts, double? hours, bool last) =>
        Assert.Equal(last, RetrySchedule.IsLast(failedAttempts, hours is { } h ? TimeSpan.FromHours(h) : null, Defaults));
}
