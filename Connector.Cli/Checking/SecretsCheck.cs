using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Connector.Cli.Contexts;
using Connector.Cli.Findings;

namespace Connector.Cli.Checking;

/// <summary>Whether git keeps the secrets, or is about to: what is in a history stays there; and whether each is one of its own.</summary>
internal sealed class SecretsCheck : ICheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The secrets that whoever runs the connector makes up.</summary>
    private static readonly string[] Ours = ["WEBHOOK_TOKEN", "WEBHOOK_SECRET", "OPERATOR_KEY"];

    public string Name => "secrets";

    public bool NeedsLogin => false;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var finding in Doubts(input.Context))
        {
            yield return finding;
        }

        string[] files = [input.Context.File, input.Context.Value("SO_PRIVATE_KEY_FILE")];
        foreach (var file in files.Where(File.Exists).Select(Path.GetFullPath))
        {
            yield return await OfGitAsync(file, cancellationToken);
        }

        if (!files.Any(File.Exists))
        {
            yield return Finding.Good("nothing is kept in a file");
        }
    }

    // Whoever learns one of two that are the same has both: the token stands in a header, and in the logs of careless proxies.
    private static IEnumerable<Finding> Doubts(TenantContext context)
    {
        var known = Ours.Select(name => (Name: name, Value: context.Value(name))).Where(one => one.Value.Length > 0).ToList();
        foreach (var same in known.GroupBy(one => one.Value, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return Finding.Doubtful(
                $"{string.Join(" and ", same.Select(one => one.Name))} are the same: who learns one has the other.", "Make one of them anew: openssl rand -hex 32");
        }

        var keyFile = context.Value("SO_PRIVATE_KEY_FILE");
        if (PrivateFile.IsOpenToOthers(keyFile))
        {
            yield return Finding.Doubtful($"Others on this machine may read {keyFile}, the private key of the application's own user.", $"chmod 600 {keyFile}");
        }
    }

    private static async Task<Finding> OfGitAsync(string file, CancellationToken cancellationToken)
    {
        if (await GitAsync(file, cancellationToken, "rev-parse", "--is-inside-work-tree") is not true)
        {
            return Finding.Good($"{file} is in no git work tree, as far as git tells");
        }

        if (await GitAsync(file, cancellationToken, "ls-files", "--error-unmatch", "--", Path.GetFileName(file)) is true)
        {
            return Finding.Bad(
                $"git tracks {file}: its secrets are in the history, and wherever that was pushed.",
                $"git rm --cached {Path.GetFileName(file)}, add it to .gitignore, and exchange client secret, login, webhook token and secret, and passwords.");
        }

        if (await GitAsync(file, cancellationToken, "check-ignore", "--quiet", "--", Path.GetFileName(file)) is true)
        {
            return Finding.Good($"git ignores {file}");
        }

        return Finding.Doubtful(
            $"{file} is in a git work tree and not ignored: the next git add may take it.", $"Add {Path.GetFileName(file)} to .gitignore.");
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
