using Connector.ServiceDefaults.Faults;

namespace Connector.ServiceDefaults.Tests.Faults;

public sealed class FaultPointSpellingTests
{
    [Fact]
    public void A_fault_is_read_as_it_is_documented()
    {
        Assert.Equal(new FaultPoint("pass.before-patch", FaultEffect.Crash, TimeSpan.Zero, null, 1), FaultPoint.TryParse("pass.before-patch crash"));
        Assert.Equal(new FaultPoint("spool.written", FaultEffect.Stop, TimeSpan.Zero, 3, 1), FaultPoint.TryParse("spool.written stop on hit 3"));
        Assert.Equal(
            new FaultPoint("decider.read", FaultEffect.Delay, TimeSpan.FromMilliseconds(250), 2, 0.25),
            FaultPoint.TryParse("decider.read delay for 00:00:00.250 on hit 2 with chance 0.25"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pass.before-patch")]
    [InlineData("pass.unknown crash")]
    [InlineData("pass.before-patch explode")]
    [InlineData("pass.before-patch crash on hit 0")]
    [InlineData("pass.before-patch crash on hit 12345678901")]
    [InlineData("pass.before-patch crash for 00:00:01")]
    [InlineData("pass.before-patch delay")]
    [InlineData("pass.before-patch delay for soon")]
    [InlineData("pass.before-patch delay for 1.00:00:00")]
    [InlineData("pass.before-patch throw with chance 2")]
    public void What_is_no_fault_is_refused(string text) => Assert.Null(FaultPoint.TryParse(text));

    [Fact]
    public void Every_step_has_a_name_of_its_own() => Assert.Equal(Steps.All.Count, Steps.All.Distinct().Count());
}
