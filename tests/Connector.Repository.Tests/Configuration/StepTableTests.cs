using Connector.ServiceDefaults.Faults;

namespace Connector.Repository.Tests.Configuration;

public sealed class StepTableTests
{
    [Fact]
    public void Every_step_at_which_a_test_may_break_a_process_stands_in_the_document()
    {
        var document = Repository.Read("docs/reliability.md");
        Assert.All(Steps.All, step => Assert.Contains($"`{step}`", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_step_is_announced_by_a_service()
    {
        var sources = Repository.Paths
            .Where(path => path.StartsWith("Connector.", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(Repository.Read)
            .ToList();
        Assert.All(
            typeof(Steps).GetFields().Where(field => field.IsLiteral && field.Name != nameof(Steps.Source)),
            step => Assert.Contains(sources, source => source.Contains($"Steps.Announce(Steps.{step.Name})", StringComparison.Ordinal)));
    }
}
