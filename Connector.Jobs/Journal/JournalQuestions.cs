using System.Diagnostics;
using System.Text.Json;

namespace Connector.Jobs.Journal;

/// <summary>
/// Asks the workers of other directories for what their journals hold, and answers them, by way of Redis. An answer is people's data: it is small, read once,
/// and expires within minutes.
/// </summary>
public sealed class JournalQuestions(Shard shard)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestLookThrough = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private static readonly Script Ask = new("ask-journal");
    private static readonly Script Answer = new("answer-journal");

    /// <summary>Answers all questions to a directory that nobody has taken yet.</summary>
    /// <param name="directory">The directory's id.</param>
    /// <param name="open">Opens its journals for reading.</param>
    /// <param name="cancellationToken">Ends it between two questions.</param>
    /// <returns>How many it answered.</returns>
    public async Task<int> AnswerAllAsync(string directory, Func<CancellationToken, Task<JournalReading>> open, CancellationToken cancellationToken)
    {
        for (var answered = 0; ; answered++)
        {
            var taken = await shard.Database.ListLeftPopAsync(Keys.JournalQuestions(directory)).WaitAsync(cancellationToken);
            if (taken.IsNull)
            {
                return answered;
            }

            var question = JsonSerializer.Deserialize(taken.ToString(), JournalJson.Default.JournalQuestion)!;
            var answer = JsonSerializer.SerializeToUtf8Bytes(await AnswerOfAsync(open, question, cancellationToken), JournalJson.Default.JournalAnswer);
            await shard.RunAsync(Answer, cancellationToken, question.Tenant, question.Id, answer, Shard.Milliseconds(Lifetime));
        }
    }

    /// <summary>Asks a directory, and again when nobody answers.</summary>
    /// <exception cref="JournalFailedException">It has not answered, or could not.</exception>
    internal async Task<JournalAnswer> AskAsync(JournalDirectory directory, JournalQuestion question, CancellationToken cancellationToken)
    {
        question = question with { Id = $"{Guid.CreateVersion7():N}" };
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience)
        {
            await shard.RunAsync(
                Ask, cancellationToken, directory.Id, JsonSerializer.Serialize(question, JournalJson.Default.JournalQuestion), Shard.Milliseconds(Lifetime));
            if (await FindAsync(question, cancellationToken) is { } answer)
            {
                return answer.Problem is null ? answer : throw new JournalFailedException($"The journal of {directory.Host} (directory {directory.Id}): {answer.Problem}");
            }
        }

        throw new JournalFailedException(directory.Silence);
    }

    private async Task<JournalAnswer?> FindAsync(JournalQuestion question, CancellationToken cancellationToken)
    {
        var (asked, pause) = (Stopwatch.StartNew(), TimeSpan.FromMilliseconds(2));
        while (asked.Elapsed < AskAgainAfter)
        {
            var answer = await shard.Database.StringGetDeleteAsync(Keys.JournalAnswer(question.Tenant, question.Id)).WaitAsync(cancellationToken);
            if (!answer.IsNull)
            {
                return JsonSerializer.Deserialize((byte[])answer!, JournalJson.Default.JournalAnswer);
            }

            await Task.Delay(pause, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        return null;
    }

    private static async Task<JournalAnswer> AnswerOfAsync(
        Func<CancellationToken, Task<JournalReading>> open, JournalQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            using var reading = await open(cancellationToken);
            return await JournalAnswer.OfAsync(reading, question, LongestLookThrough, cancellationToken);
        }
        catch (JournalFailedException failed)
        {
            return new JournalAnswer { Problem = failed.Message, IsLast = true };
        }
    }
}
