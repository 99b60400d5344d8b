using Connector.Cli.Crm;
using Connector.Cli.Findings;
using Connector.SuperOffice;
using Microsoft.Extensions.Options;

namespace Connector.Cli.Checking;

/// <summary>
/// Runs checks one after the other. What needs a login is not looked at once the login has been found not to work: it would only say so again.
/// </summary>
internal sealed class Checkup(CheckInput input)
{
    private bool _loginWorks = true;

    /// <summary>The findings, as they come.</summary>
    public async IAsyncEnumerable<Checked> RunAsync(
        IEnumerable<ICheck> checks, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            foreach (var finding in await LookAsync(check, cancellationToken))
            {
                yield return new Checked(check.Name, finding);
            }
        }
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(ICheck check, CancellationToken cancellationToken)
    {
        if (check.NeedsLogin && !_loginWorks)
        {
            return [Finding.Skipped("not looked at: there is no login that works")];
        }

        List<Finding> findings = [];
        try
        {
            await foreach (var finding in check.LookAsync(input, cancellationToken))
            {
                findings.Add(finding);
            }
        }
        catch (SuperOfficeException failure)
        {
            findings.Add(Finding.Bad(CrmFailure.TextOf(failure), CrmFailure.CureOf(failure, input.Context)));
        }
        catch (OptionsValidationException)
        {
            findings.Add(Finding.Skipped("not looked at: the settings do not allow a login yet"));
            _loginWorks = false;
        }

        // Without a login, or a tenant that answers, nothing below works.
        if (check is IGate && findings.Any(one => one.Verdict == Verdict.Bad))
        {
            _loginWorks = false;
        }

        return findings;
    }
}

/// <summary>A check without which those that need a login make no sense.</summary>
internal interface IGate;
