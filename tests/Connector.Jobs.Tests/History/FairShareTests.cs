using Connector.Jobs.Memory;

namespace Connector.Jobs.Tests.History;

public sealed class FairShareTests
{
    [Theory]
    [InlineData("", 10, 0)]
    [InlineData("5", 10, 5)]
    [InlineData("10000 50", 1000, 950)]
    [InlineData("10000 50", 80, 40)]
    [InlineData("10000 50", 0, 0)]
    [InlineData("10000 50", -5, 0)]
    [InlineData("300 300 300", 300, 100)]
    [InlineData("10 20 30 40", 100, 40)]
    [InlineData("10 20 30 40", 99, 39)]
    [InlineData("10 20 30 40", 70, 20)]
    [InlineData("1 1 1", 2, 0)]
    public void Nobody_loses_any_before_those_with_more_are_down_to_an_equal_share(string sizes, long places, long level)
    {
        long[] all = [.. sizes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];

        Assert.Equal(level, FairShare.Level(all, places));
        Assert.InRange(all.Sum(size => Math.Min(size, level)), 0, Math.Max(0, places));
    }
}
