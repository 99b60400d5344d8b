using System.Runtime.CompilerServices;
using Connector.Cli.Findings;

namespace Connector.Cli.Checking;

/// <summary>Whether the tenant runs, and whether this machine's clock and SuperOffice's agree.</summary>
internal sealed class TenantCheck(TimeProvider time) : ICheck, IGate
{
    private static readonly TimeSpan NoticedSkew = TimeSpan.FromSeconds(30);

    // Tokens that are signed for a minute are refused beyond.
    private static readonly TimeSpan HarmfulSkew = TimeSpan.FromMinutes(2);

    public string Name => "tenant";

    public bool NeedsLogin => true;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var status = await input.Status.ReadAsync(cancellationToken);
        var tenant = input.Context.Tenant;
        yield return status.IsRunning ? Finding.Good($"{tenant} is {status.State}, {status.Version}, at {status.Api}")
            : status.State == "Unknown" ? Finding.Bad(
                $"SuperOffice knows no tenant {tenant} in the environment {input.Context.Environment}.",
                "Check SO_CONTEXT_IDENTIFIER and SO_ENVIRONMENT: a tenant is in sod, qaonline or online, and in no other.")
            : Finding.Bad(
                $"{tenant} is {status.State}: its API is not to be called.",
                "That is SuperOffice's: maintenance is announced at status.superoffice.com. The connector waits, and goes on by itself.");
        if (status.Date is { } theirs)
        {
            // The answer has been under way; a second of theirs is cut off.
            var skew = time.GetUtcNow() - theirs;
            yield return skew.Duration() > HarmfulSkew ? Finding.Bad(
                    $"This machine's clock is {Text(skew)} SuperOffice's: signed tokens are refused, and whether a record was changed is judged wrongly.", "Set the clock by NTP, as by timedatectl set-ntp true.")
                : skew.Duration() > NoticedSkew ? Finding.Doubtful(
                    $"This machine's clock is {Text(skew)} SuperOffice's.", "Set the clock by NTP, as by timedatectl set-ntp true.")
                : Finding.Good("this machine's clock and SuperOffice's agree");
        }
    }

    private static string Text(TimeSpan skew) => $"{skew.Duration().TotalSeconds:0} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")}";
}
