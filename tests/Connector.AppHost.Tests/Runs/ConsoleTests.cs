using System.Text.RegularExpressions;
using Connector.Testing;
using Connector.Testing.AppHosts;
using Connector.Testing.Secrets;

namespace Connector.AppHost.Tests.Runs;

/// <summary>What a person reads on the console after <c>dotnet run --project Connector.AppHost</c>.</summary>
[Collection(SharedRun.OneByOne)]
public sealed partial class ConsoleTests(SharedRun shared)
{
    private AppHostProcess Run
    {
        get
        {
            Assert.SkipUnless(Tiers.Current >= Tier.Ci && OperatingSystem.IsLinux(), Tiers.RunsFrom(Tier.Ci) + " On Linux.");
            return shared.Run;
        }
    }

    [Fact]
    public void The_first_company_is_told()
    {
        Assert.Contains(Run.Lines, line => CompanyEnriched().IsMatch(line));
        Assert.Contains(Run.Lines, line => line.Contains(" sandbox           vertical ", StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_is_healthy_and_its_addresses_are_named()
    {
        var run = Run;
        Assert.All(
            ["redis", "ingress", "enricher", "dashboard", "sandbox"],
            resource => Assert.Contains(run.Lines, line => line.Contains($" {resource,-15} is healthy.", StringComparison.Ordinal)));
        Assert.Equal(2, run.Lines.Where(line => ReplicaHealthy().IsMatch(line)).Distinct().Count());

        var block = run.Lines.SkipWhile(line => !line.StartsWith("Everything runs, ", StringComparison.Ordinal)).Take(9).Skip(1).ToList();
        Assert.Equal(
            [
                "",
                $"  API                 {run.AddressOf(8004)}api/openapi.json",
                $"  Aspire's dashboard  {run.LoginAddress}",
                $"  Sandbox CRM         {run.AddressOf(8005).ToString().TrimEnd('/')}",
                $"  Sync runs           {run.AddressOf(8004).ToString().TrimEnd('/')}",
                $"  Webhook             {run.AddressOf(8003)}connector/webhook",
                "",
                "Ctrl+C ends everything.",
            ],
            [block[0], .. block[1..6].Order(StringComparer.Ordinal), .. block[6..]]);
    }

    [Fact]
    public void It_is_told_which_Redis_runs_and_where_its_data_are()
    {
        var line = string.Join(' ', Run.Lines.SkipWhile(line => !line.Contains("as a process", StringComparison.Ordinal)).Take(3).Select(line => line.Trim()));

        Assert.Matches("Redis [0-9.]+ as a process: /.+-server; its data are in", line);
        Assert.Contains(Path.Combine(Run.DataDirectory, "sandbox", "Cust10001"), line, StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_is_longer_than_100_columns_unless_it_is_an_address()
    {
        Assert.DoesNotContain(Run.Lines, line => line.Length > 100 && !line.Contains("/login?t=", StringComparison.Ordinal));
    }

    [Fact]
    public void A_good_start_has_no_problem_to_tell()
    {
        // That something takes more than half a minute is told rightly where a machine is busy enough.
        Assert.DoesNotContain(Run.Lines, line => line.Contains("ERROR", StringComparison.Ordinal)
            || line.Contains("has ended", StringComparison.Ordinal) || line.Contains(" at Connector.", StringComparison.Ordinal));
    }

    [Fact]
    public void No_secret_is_on_the_console()
    {
        var text = string.Join('\n', Run.Lines);

        Assert.DoesNotContain(Run.Secrets.Values, secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        Assert.Null(SecretText.FirstIn(text));
    }

    [GeneratedRegex("sandbox +A new company was enriched in [0-9]+ s:")]
    private static partial Regex CompanyEnriched();

    [GeneratedRegex("worker-[a-z]{8} is healthy[.]$")]
    private static partial Regex ReplicaHealthy();
}
