extern alias cli;

namespace Connector.Cli.Tests.Tenants;

/// <summary>Who sits at the terminal of this test.</summary>
internal static class Terminal
{
    /// <summary>Somebody who types these lines.</summary>
    public static void Type(params string[] lines) => cli::Connector.Cli.Asking.Terminal.Input = new StringReader(string.Concat(lines.Select(line => line + "\n")));

    /// <summary>What is typed and nobody has asked for.</summary>
    public static string NotAsked() => cli::Connector.Cli.Asking.Terminal.Input!.ReadToEnd();

    /// <summary>Somebody who types one line once it is known.</summary>
    public static TaskCompletionSource<string> TypeLater()
    {
        var line = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        cli::Connector.Cli.Asking.Terminal.Input = new Later(line.Task);
        return line;
    }

    /// <summary>Nobody: what they type is at an end.</summary>
    public static void Nobody() => cli::Connector.Cli.Asking.Terminal.Input = new StringReader("");

    private sealed class Later(Task<string> line) : TextReader
    {
        public override async ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => await line.WaitAsync(cancellationToken);
    }
}
