using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.Worker.Passes;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Worker.Tests.Passes;

/// <summary>When an answer that nobody can read is a record's trouble, and when it is a side's.</summary>
public sealed class UnreadableAnswersTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly UnreadableAnswers _answers;

    public UnreadableAnswersTests() => _answers = new UnreadableAnswers(_time);

    [Fact]
    public void Five_records_within_a_minute_hold_the_tenant_and_four_do_not()
    {
        for (var contact = 1; contact <= 4; contact++)
        {
            Assert.Equal(FailureEffect.Retry, Meet(contact).Effect);
        }

        var hold = Meet(5);

        Assert.Equal((FailureEffect.Hold, HoldSide.SuperOffice), (hold.Effect, hold.Side));
        Assert.StartsWith("SuperOffice: its answers cannot be read: 5 records or more", HoldReasons.Reason(hold.Side, hold.Error), StringComparison.Ordinal);
        Assert.Equal(FailureEffect.Hold, Meet(1).Effect);
    }

    [Fact]
    public void One_record_that_cannot_be_read_holds_nobody_however_often_it_is_tried()
    {
        for (var time = 0; time < 100; time++)
        {
            Assert.Equal(FailureEffect.Retry, Meet(1).Effect);
        }
    }

    [Fact]
    public void Records_that_met_one_longer_ago_than_a_minute_do_not_count()
    {
        for (var contact = 1; contact <= 20; contact++)
        {
            Assert.Equal(FailureEffect.Retry, Meet(contact).Effect);
            _time.Advance(TimeSpan.FromSeconds(15.1));
        }
    }

    [Fact]
    public void An_answer_that_could_be_read_begins_the_count_anew_for_its_side_only()
    {
        for (var contact = 1; contact <= 4; contact++)
        {
            Meet(contact);
            Meet(contact, HoldSide.CompanyExplorer);
        }

        _answers.Readable(HoldSide.SuperOffice);

        Assert.Equal(FailureEffect.Retry, Meet(5).Effect);
        Assert.Equal(FailureEffect.Hold, Meet(5, HoldSide.CompanyExplorer).Effect);
    }

    [Theory]
    [InlineData("SuperOffice: its answers cannot be read", FailureEffect.Hold)]
    [InlineData("SuperOffice: Tenant Cust10001 is OfflineMaintenance.", FailureEffect.Hold)]
    [InlineData("Company Explorer: refuses", FailureEffect.Retry)]
    [InlineData("looking", FailureEffect.Retry)]
    public void A_probe_of_that_side_costs_no_attempt(string reason, FailureEffect effect) =>
        Assert.Equal(effect, _answers.Judge(Unreadable(), EntityKey.Contact(1), new Hold("Cust10001", reason, default, default)).Effect);

    [Fact]
    public void Other_failures_are_as_they_are()
    {
        var failure = new Failure(FailureEffect.Dead, "why");
        for (var contact = 1; contact <= 9; contact++)
        {
            Assert.Same(failure, _answers.Judge(failure, EntityKey.Contact(contact), probed: null));
        }
    }

    private Failure Meet(int contact, HoldSide side = HoldSide.SuperOffice) =>
        _answers.Judge(Unreadable() with { Side = side }, EntityKey.Contact(contact), probed: null);

    private static Failure Unreadable() => Failure.Of(new SuperOfficeException(FailureKind.Unreadable, FailureScope.Entity, "why"))!;
}
