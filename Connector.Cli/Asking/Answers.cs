namespace Connector.Cli.Asking;

/// <summary>
/// Questions of a command that cannot go on without their answers: asked at the terminal, or answered as proposed where <c>--yes</c> says so.
/// </summary>
/// <param name="output">Where they are asked.</param>
/// <param name="yes">Whether to take what is proposed without asking.</param>
internal sealed class Answers(TextWriter output, bool yes)
{
    private const int Tries = 3;

    /// <summary>A text; an empty answer takes what is proposed.</summary>
    /// <param name="question">The question, a sentence.</param>
    /// <param name="proposed">What is proposed; null if nothing is, so that something must be said.</param>
    /// <param name="problemOf">What is wrong with an answer, for people; null if nothing is. Asked three times.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<string> TextAsync(string question, string? proposed, Func<string, string?> problemOf, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            var shown = proposed is { Length: > 0 } ? $"{question} [{proposed}]" : question;
            var typed = await AnswerAsync(shown, proposed, () => Terminal.AskAsync(output, shown, cancellationToken));
            var answer = typed.Length == 0 && proposed is not null ? proposed : typed;
            var problem = answer.Length == 0 && proposed is null ? "Something has to be said here." : problemOf(answer);
            if (problem is null)
            {
                return answer;
            }

            if (yes || tried == Tries)
            {
                throw new CommandException(ExitCode.Usage, problem);
            }

            await output.WriteLineAsync($"  {problem}");
        }
    }

    /// <summary>A text that is not shown while it is typed.</summary>
    /// <param name="question">The question.</param>
    /// <param name="proposed">What an empty answer takes; never shown. Null if something must be said.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<string> SecretAsync(string question, string? proposed, CancellationToken cancellationToken)
    {
        var shown = proposed is null ? $"{question} (it is not shown):" : $"{question} (it is not shown; Enter keeps the present one):";
        var typed = await AnswerAsync(shown, proposed, () => Terminal.AskSecretAsync(output, shown, cancellationToken));
        return typed.Length > 0 ? typed : proposed ?? throw new CommandException(ExitCode.Usage, $"Nothing was typed. {question}: it is needed.");
    }

    /// <summary>Yes or no.</summary>
    public async Task<bool> ConfirmAsync(string question, bool proposed, CancellationToken cancellationToken) =>
        await TextAsync($"{question} [{(proposed ? "Y/n" : "y/N")}]", "", ProblemOfYesOrNo,
            cancellationToken) is { Length: > 0 } answer ? answer[0] is 'y' or 'Y' : proposed;

    private static string? ProblemOfYesOrNo(string answer) =>
        answer.ToLowerInvariant() is "" or "y" or "yes" or "n" or "no" ? null : "Type y or n, or Enter for the one in capitals.";

    private async Task<string> AnswerAsync(string shown, string? proposed, Func<Task<string?>> ask)
    {
        if (yes && proposed is not null)
        {
            await output.WriteLineAsync($"{shown} (taken as proposed)");
            return "";
        }

        return await ask() ?? throw new CommandException(ExitCode.Usage, proposed is null
            ? $"Nobody answers: {shown} Call this at a terminal."
            : $"Nobody answers: {shown} Call this at a terminal, or with --yes, which takes what is proposed.");
    }
}
