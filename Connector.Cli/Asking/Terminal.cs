using System.Text;

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

    /// <summary>Asks for what nobody beside them should read, and does not show what is typed; null if nobody answers.</summary>
    public static async Task<string?> AskSecretAsync(TextWriter output, string question, CancellationToken cancellationToken)
    {
        if (Given.Value is not null || Console.IsInputRedirected || Console.IsOutputRedirected)
        {
            return await AskAsync(output, question, cancellationToken);
        }

        await output.WriteAsync($"{question} ");
        await output.FlushAsync(cancellationToken);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        await output.WriteLineAsync();
        return typed.ToString().Trim();
    }
}
