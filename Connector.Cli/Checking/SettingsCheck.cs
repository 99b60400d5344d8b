using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.Cli.Findings;
using Connector.Tenants.EnvFiles;
using Microsoft.Extensions.Options;

namespace Connector.Cli.Checking;

/// <summary>Whether the context, or the file, says all that is needed, and nothing that cannot be.</summary>
internal sealed class SettingsCheck : ICheck
{
    public string Name => "settings";

    public bool NeedsLogin => false;

    public async IAsyncEnumerable<Finding> LookAsync(
        CheckInput input, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var context = input.Context;
        var problems = EnvRules.ProblemsOf(context.File, context.Values, _ => null).ToList();
        // A context is enough to talk to SuperOffice; what the connector needs beside is in the file that the AppHost reads.
        var lacks = context.Name is null ? null : problems.Find(problem => problem.StartsWith($"{context.File} lacks ", StringComparison.Ordinal));
        foreach (var problem in problems.Where(problem => problem != lacks))
        {
            yield return Finding.Bad(problem, $"Correct it in {context.File}.");
        }

        foreach (var problem in ProblemsOfLogin(input))
        {
            yield return Finding.Bad(problem, $"To be asked for what is missing, and to log in: connector login {context.Option}");
        }

        if (lacks is not null && context.Name != ContextStore.Sandbox)
        {
            yield return Finding.Doubtful(lacks, "Commands that talk to SuperOffice do without. The AppHost needs them in the file .env that it reads.");
        }
        else if (problems.All(problem => problem == lacks))
        {
            yield return Finding.Good($"{context.Option} says all that is needed; mode {context.Mode}");
        }

        if (PrivateFile.IsOpenToOthers(context.File))
        {
            yield return Finding.Doubtful($"Others on this machine may read {context.File}, and it holds secrets.", $"chmod 600 {context.File}");
        }
    }

    private static IEnumerable<string> ProblemsOfLogin(CheckInput input)
    {
        try
        {
            _ = input.Client;
            return [];
        }
        catch (OptionsValidationException wrong)
        {
            return SettingProblems.Of(wrong);
        }
    }
}
