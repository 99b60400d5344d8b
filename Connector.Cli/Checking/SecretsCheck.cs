using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Connector.Cli.Findings;

namespace Connector.Cli.Checking;

/// <summary>Whether git keeps the secrets, or is about to: what is in a history stays there.</summary>
internal sealed class SecretsCheck : ICheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "secrets";

    public bool NeedsLogin => false;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = input.Context.File;
        if (!File.Exists(file))
        {
            yield return Finding.Good("nothing is kept in a file");
            yield break;
        }

        if (await GitAsync(file, cancellationToken, "rev-parse", "--is-inside-work-tree") is not true)
        {
            yield return Finding.Good($"{file} is in no git work tree, as far as git tells");
        }
        else if (await GitAsync(file, cancellationToken, "ls-files", "--error-unmatch", "--", Path.GetFileName(file)) is true)
        {
            yield return Finding.Bad(
                $"git tracks {file}: its secrets are in the history, and wherever that was pushed.",
                $"git rm --cached {Path.GetFileName(file)}, add it to .gitignore, and exchange client secret, login, webhook token and secret, and passwords.");
        }
        else if (await GitAsync(file, cancellationToken, "check-ignore", "--quiet", "--", Path.GetFileName(file)) is true)
        {
            yield return Finding.Good($"git ignores {file}");
        }
        else
        {
            yield return Finding.Doubtful(
                $"{file} is in a git work tree and not ignored: the next git add may take it.", $"Add {Path.GetFileName(file)} to .gitignore.");
        }
    }

    // Null where there is no git.
    private static async Task<bool?> GitAsync(string file, CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = Path.GetDirectoryName(file),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
