using Aspire.Hosting.ApplicationModel;
using Connector.AppHost.Running;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Connector.AppHost.Tests.Running.Snapshots;

namespace Connector.AppHost.Tests.Running;

/// <summary>Which changes of a resource a person hears of.</summary>
public sealed class ResourceProgressTests
{
    private const string WhatNow = " Nothing restarts it by itself: start it on Aspire's dashboard, or end this and run it again.";
    private readonly ExecutableResource _redis = new("redis", "redis-server", "/");
    private readonly ProjectResource _worker = new("worker");

    [Fact]
    public void Healthy_is_told_once_and_its_loss_once()
    {
        var redis = Of(_redis);

        Assert.Equal(
            [
                "is healthy.",
                "is not healthy any more: no answer.",
                "is healthy.",
            ],
            Told(redis, In("Starting"), Up(HealthStatus.Unhealthy), Up(HealthStatus.Healthy), Up(HealthStatus.Healthy),
                Up(HealthStatus.Unhealthy, "no answer"), Up(HealthStatus.Unhealthy, "no answer"), Up(HealthStatus.Healthy)));
        Assert.True(redis.IsHealthy);
    }

    [Fact]
    public void An_end_is_told_with_exit_code_and_last_words()
    {
        var redis = Of(_redis);
        redis.Heard("Fatal: no memory");
        redis.Heard(null);

        var (text, isProblem) = Assert.Single(redis.Update(In("Finished", exitCode: 3)));

        Assert.Equal("has ended with exit code 3: Fatal: no memory." + WhatNow, text);
        Assert.True(isProblem);
        Assert.True(redis.HasEnded);
        Assert.Empty(redis.Update(In("Finished", exitCode: 3)));
    }

    [Fact]
    public void An_end_that_is_no_problem_is_none()
    {
        Assert.Equal(("has ended with exit code 0." + WhatNow, false), Assert.Single(Of(_redis).Update(In("Finished", exitCode: 0))));
        Assert.Equal(("has ended with exit code unknown." + WhatNow, true), Assert.Single(Of(_redis).Update(In("Exited"))));
    }

    [Fact]
    public void A_resource_that_cannot_be_started_says_why()
    {
        var redis = Of(_redis);
        redis.Heard("No usable Redis server: install one.");

        Assert.Equal(["could not be started: No usable Redis server: install one." + WhatNow], Told(redis, In("FailedToStart")));
    }

    [Fact]
    public void A_start_that_follows_an_end_is_told_like_the_first()
    {
        Assert.Equal(
            ["is healthy.", "has ended with exit code 1." + WhatNow, "is healthy."],
            Told(Of(_redis), Up(HealthStatus.Healthy), In("Finished", 1), In("Starting"), Up(HealthStatus.Healthy)));
    }

    [Fact]
    public void What_is_not_healthy_in_time_names_its_state_and_what_it_waits_for()
    {
        var (redis, worker) = (Of(_redis), Of(_worker, "worker-abc"));
        Told(worker, Up(HealthStatus.Unhealthy, "no Redis."));

        Assert.Equal("is not healthy after 30 s (Running): no Redis. It waits for redis.", Stalled(worker, redis));
        Assert.Equal("is not healthy after 30 s (not started): its log says why.", Stalled(redis, worker));

        redis.Heard("nothing to run");
        Assert.Equal("is not healthy after 30 s (not started): nothing to run.", Stalled(redis, worker));

        Told(redis, Up(HealthStatus.Healthy));
        Assert.Equal("is not healthy after 30 s (Running): no Redis.", Stalled(worker, redis));
    }

    [Fact]
    public void Replicas_are_called_as_on_Aspires_dashboard()
    {
        Assert.Equal("worker", Of(_worker, "worker-abcdefgh").DisplayName);

        _worker.Annotations.Add(new ReplicaAnnotation(2));
        Assert.Equal("worker-abcdefgh", Of(_worker, "worker-abcdefgh").DisplayName);
    }

    [Fact]
    public void Values_and_Aspires_own_resources_are_none_of_a_persons_business()
    {
        Assert.True(ResourceProgress.Concerns(new ResourceEvent(_redis, "redis", In("Running"))));
        Assert.False(ResourceProgress.Concerns(new ResourceEvent(_redis, "redis", In("Running") with { IsHidden = true })));
        Assert.False(ResourceProgress.Concerns(new ResourceEvent(new ParameterResource("token", _ => "", secret: true), "token", In("Running"))));
    }

    [Fact]
    public void Addresses_are_those_that_a_person_can_use()
    {
        var redis = Of(_redis);
        Told(redis, In("Running") with
        {
            Urls = [new("a", "http://a", IsInternal: false), new("b", "http://b", IsInternal: true), new("c", "http://c", IsInternal: false) { IsInactive = true }],
        });

        Assert.Equal(["http://a"], redis.Urls.Select(url => url.Url));
    }

    private ResourceProgress Of(IResource resource, string? id = null)
    {
        if (resource == _worker)
        {
            resource.Annotations.Add(new ResourceRelationshipAnnotation(_redis, "Reference"));
        }

        return new ResourceProgress(new ResourceEvent(resource, id ?? resource.Name, In("Starting")));
    }

    private static List<string> Told(ResourceProgress resource, params CustomResourceSnapshot[] snapshots) =>
        [.. snapshots.SelectMany(resource.Update).Select(news => news.Text)];

    private static string Stalled(ResourceProgress resource, params ResourceProgress[] others) => resource.Stalled(TimeSpan.FromSeconds(30), [resource, .. others]);
}
