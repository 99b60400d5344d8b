using Connector.Dashboard.Tests.Hosting;

namespace Connector.Cli.Tests;

/// <summary>What the command line says of journals on several machines, at 80 columns.</summary>
public sealed class JournalTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task An_erasure_that_is_not_over_says_what_to_do_and_a_directory_that_is_gone_is_forgotten()
    {
        await SaysAsync(0, "No worker has a directory of journals.", "journals", "list");
        await SaysAsync(0, "Nothing was erased.", "erasures");
        await Story.JournalsAsync();
        await Story.EraseAsync(7);

        var erasures = await SaysAsync(0, "start a worker with that directory", "erasures");
        Assert.Contains("contact:7", erasures, StringComparison.Ordinal);
        Assert.Contains("The journal of worker-2 (directory 0198b) has not answered yet.", erasures, StringComparison.Ordinal);
        await SaysAsync(0, "no worker", "journals", "list");
        Assert.Equal(2, (await RunAsync("journals", "forget", "0198a")).ExitCode);
        Assert.Equal(1, (await RefusedAsync("journals", "forget", "0198b", "--reason", "gone")).ExitCode);

        await SaysAsync(0, "The journals of worker-1 are forgotten.", "journals", "forget", "0198a", "--reason", "the disk burnt", "--by", "Anna");

        await SaysAsync(0, "the disk burnt", "journals", "list");
        Assert.DoesNotContain("worker-1", await SaysAsync(0, "has not answered yet", "erasures"), StringComparison.Ordinal);
    }
}
