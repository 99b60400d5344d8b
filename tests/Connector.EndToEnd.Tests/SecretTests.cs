using System.Net;

namespace Connector.EndToEnd.Tests;

/// <summary>
/// Secrets pass through settings, headers and bodies of calls, and nowhere else. Environments of processes are exempt, which only their user
/// may read. What is logged after these tests is looked at when the run ends (<see cref="ConnectorApp.DisposeAsync"/>).
/// </summary>
public sealed class SecretTests(ConnectorApp app)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_page_answer_log_line_or_telemetry_has_a_secret_in_it()
    {
        const string Name = "Kanzlei Schweigepflicht PartG";
        var (contact, person) = await app.Sandbox.CreateAsync(Name, Cancelled);
        await app.Sandbox.EnrichedAsync(contact, person, Cancelled);
        await app.QuietAsync(Cancelled);

        var read = await app.Dashboard.ReadAllAsync(await app.Dashboard.RunOfAsync($"c{contact}"), $"contact:{contact}");

        Assert.All(read, answer => Assert.True(answer.Status < HttpStatusCode.InternalServerError, $"{answer.Path} answered {answer.Status}."));
        Assert.All(["/", $"/api/subjects/Cust10001/contact:{contact}"], path =>
            Assert.Contains(Name, read.Single(answer => answer.Path == path).Text, StringComparison.Ordinal));
        Assert.All(read, answer => app.Secrets.AssertNoneIn(answer.Path, answer.Text));
        Assert.NotEmpty(app.Telemetry.Requests);
        Assert.NotEmpty(app.Console.Lines);
        Assert.Contains(app.Instances.Lines, line => line.Contains("Starting process", StringComparison.Ordinal));
        app.AssertNoSecretWasTold();
    }

    [Fact]
    public void No_command_line_has_a_secret_in_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads command lines of all processes of the run in /proc.");

        var commandLines = app.CommandLines;

        Assert.All(["dcp ", "Connector.Worker", "redis-server"], part => Assert.Contains(commandLines, line => line.Contains(part, StringComparison.Ordinal)));
        Assert.All(commandLines, line => app.Secrets.AssertNoneIn("a command line", line));
    }
}
