using Connector.Cli.Contexts;
using Connector.Cli.Showing;
using Connector.SuperOffice;
using Spectre.Console;

namespace Connector.Cli.Crm;

/// <summary>A part of a diagnosis that failed.</summary>
/// <param name="Part">What was looked at.</param>
/// <param name="Text">What happened.</param>
/// <param name="Cure">What to do.</param>
internal sealed record FailedPart(string Part, string Text, string Cure);

/// <summary>Looks at several things of which each may fail without ending the others.</summary>
internal sealed class Parts(TenantContext context)
{
    private readonly List<FailedPart> _problems = [];

    public IReadOnlyList<FailedPart> Problems => _problems;

    /// <summary>The exit code of the first failure.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Shows what failed; what is to be done is said once for all that has the same cure.</summary>
    public void Show(Screen screen)
    {
        foreach (var group in _problems.GroupBy(problem => problem.Cure))
        {
            foreach (var problem in group)
            {
                screen.Mark("✗", $"{problem.Part}: {problem.Text}", Color.Red);
            }

            if (group.Key.Length > 0)
            {
                screen.Mark(" ", group.Key);
            }
        }
    }

    /// <summary>What was asked for; null if that failed.</summary>
    /// <param name="part">What is looked at.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="meaning">What its failure means, where that is not the same as for every call.</param>
    public async Task<T?> TryAsync<T>(string part, Func<Task<T>> ask, string meaning)
        where T : class?
    {
        try
        {
            return await ask();
        }
        catch (SuperOfficeException failure)
        {
            var told = CrmFailure.Of(failure, context);
            ExitCode = ExitCode == 0 ? told.ExitCode : ExitCode;
            var cure = failure.Scope == FailureScope.Entity && meaning.Length > 0 ? meaning : CrmFailure.CureOf(failure, context);
            _problems.Add(new FailedPart(part, CrmFailure.TextOf(failure), cure));
            return null;
        }
    }
}
