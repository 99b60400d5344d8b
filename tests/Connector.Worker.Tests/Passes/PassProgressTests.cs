using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Worker.Passes;

namespace Connector.Worker.Tests.Passes;

/// <summary>What a pass remembers of its entities, and which word it is summed up with.</summary>
public sealed class PassProgressTests
{
    private static readonly EntityKey Company = EntityKey.Contact(1);
    private static readonly EntityKey Human = EntityKey.Person(2);

    /// <summary>The words from the most telling to the least, each with what it stands for.</summary>
    private static readonly (string Word, EntityResult Result)[] Telling =
    [
        ("held", Failed(FailureEffect.Hold)),
        ("retry", Failed(FailureEffect.Retry)),
        ("dead", Failed(FailureEffect.Dead)),
        ("completed", Finished(JobOutcome.Completed)),
        ("moved", Released(ReleaseReason.Moved)),
        ("waiting", Released(ReleaseReason.StillWorking)),
        ("proposed", Finished(JobOutcome.Proposed)),
        ("unchanged", Finished(JobOutcome.Unchanged)),
        ("skipped", Finished(JobOutcome.Skipped)),
    ];

    [Fact]
    public void Outcome_is_the_most_telling_of_any_two_in_either_order()
    {
        for (var first = 0; first < Telling.Length; first++)
        {
            for (var second = 0; second < Telling.Length; second++)
            {
                var progress = Progress(Company, Human);
                progress.Add(Company, Telling[first].Result);
                progress.Add(Human, Telling[second].Result);

                Assert.Equal(Telling[Math.Min(first, second)].Word, progress.Outcome);
            }
        }
    }

    [Fact]
    public void Pass_that_came_to_nothing_was_handed_over() => Assert.Equal("handed_over", Progress(Company).Outcome);

    [Theory]
    [InlineData("held", true)]
    [InlineData("retry", true)]
    [InlineData("dead", false)]
    [InlineData("completed", false)]
    [InlineData("moved", false)]
    [InlineData("waiting", false)]
    public void Jobs_stay_open_only_where_the_failure_may_not_happen_again(string word, bool open)
    {
        var progress = Progress(Company, Human);
        var human = Finished(JobOutcome.Unchanged).Report with { Entity = Human };
        progress.Add(Human, new EntityResult.Finished(human));
        Assert.True(progress.HasOpen);

        progress.Add(Company, Telling.Single(t => t.Word == word).Result);

        Assert.Equal(open, progress.HasOpen);
    }

    [Fact]
    public void Failures_that_may_not_happen_again_are_kept_for_the_end_of_the_pass_and_the_last_one_counts()
    {
        var progress = Progress(Company, Human);
        var (hold, first, last) = (new Failure(FailureEffect.Hold, "hold"), new Failure(FailureEffect.Retry, "first"), new Failure(FailureEffect.Retry, "last"));
        foreach (var failure in new[] { hold, first, last })
        {
            progress.Add(Company, new EntityResult.Failed(failure));
        }

        Assert.Equal((hold, last), (progress.Hold, progress.Retry));
        Assert.Equal([Company], progress.Retrying);
        Assert.Empty(progress.Reports);
        Assert.Empty(progress.Releases);
    }

    [Fact]
    public void Entity_that_is_asked_to_wait_goes_back_alone_for_as_long_as_was_asked()
    {
        var progress = Progress(Company);

        progress.Add(Company, new EntityResult.Failed(new Failure(FailureEffect.Wait, "later", TimeSpan.FromSeconds(7))));

        Assert.Equal(
            new Release { Reason = ReleaseReason.AskedToWait, Entity = Company, Delay = TimeSpan.FromSeconds(7), Detail = "later" },
            Assert.Single(progress.Releases));
        Assert.Equal("waiting", progress.Outcome);
        Assert.False(progress.HasOpen);
    }

    [Theory]
    [InlineData("job0", true)]
    [InlineData("job1", true)]
    [InlineData("job0 job1", false)]
    public void Of_an_entity_only_the_jobs_that_were_settled_are_closed(string settled, bool open)
    {
        var progress = Progress(Company, Company);

        progress.Add(Company, new EntityResult.Finished(Finished(JobOutcome.Completed).Report with { Jobs = settled.Split(' ') }));

        Assert.Equal(open, progress.HasOpen);
    }

    [Fact]
    public void Entity_that_failed_for_good_is_dead_with_its_error()
    {
        var progress = Progress(Company);

        progress.Add(Company, Failed(FailureEffect.Dead));

        var report = Assert.Single(progress.Reports);
        Assert.Equal((Company, JobOutcome.Dead, "failed", "why"), (report.Entity, report.Outcome, report.Reason, report.Error));
    }

    [Fact]
    public void Results_are_handed_on_as_they_came()
    {
        var progress = Progress(Company, Human);
        var (finished, released) = (Finished(JobOutcome.Completed), Released(ReleaseReason.Moved));

        progress.Add(Company, finished);
        progress.Add(Human, released);

        Assert.Same(finished.Report, Assert.Single(progress.Reports));
        Assert.Same(released.Release, Assert.Single(progress.Releases));
    }

    [Fact]
    public void Only_fields_that_were_written_count_as_written()
    {
        var progress = Progress(Company, Human);
        progress.Add(Company, Finished(JobOutcome.Completed, "write", "keep", "write"));
        progress.Add(Human, Finished(JobOutcome.Proposed, "write"));

        Assert.Equal(2, progress.Written);
    }

    private static EntityResult.Failed Failed(FailureEffect effect) => new(new Failure(effect, "why"));

    private static EntityResult.Released Released(ReleaseReason reason) => new(new Release { Reason = reason });

    private static EntityResult.Finished Finished(JobOutcome outcome, params string[] decisions) => new(new EntityReport
    {
        Entity = Company,
        Outcome = outcome,
        Reason = "why",
        Fields = [.. decisions.Select(decision => new FieldChange("summary", "F", decision, null, "new", "why"))],
    });

    /// <summary>The progress of a pass with one job for each entity.</summary>
    private static PassProgress Progress(params EntityKey[] entities) =>
        new(entities.Select((entity, i) => new PassJob($"job{i}", $"event{i}", "contact.changed", entity, "relevant", 11, DateTimeOffset.UnixEpoch, TraceParent: null)));
}
