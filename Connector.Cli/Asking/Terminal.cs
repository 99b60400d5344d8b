namespace Connector.Cli.Asking;

/// <summary>Whoever sits before the terminal, if anybody does.</summary>
internal static class Terminal
{
    private static readonly AsyncLocal<TextReader?> Given = new();

    /// <summary>What they type; null if nobody can be asked.</summary>
    public static TextReader? Input
    {
        get => Given.Value ?? (Console.IsInputRedirected || Console.IsOutputRedirected ? null : Console.In);
        set => Given.Value = value;
    }

    /// <summary>Asks; null if nobody answers.</summary>
    public static async Task<string?> AskAsync(TextWriter output, string question, CancellationToken cancellationToken)
    {
        if (Input is not { } input)
        {
            return null;
        }

        await output.WriteAsync($"{question} ");
        await output.FlushAsync(cancellationToken);
        return (await input.ReadLineAsync(cancellationToken))?.Trim();
    }
}
