using System.Runtime.CompilerServices;
using Connector.Jobs.Accounts;
using Connector.Jobs.Undo;

namespace Connector.Jobs.Journal;

/// <summary>The journals of another directory, asked for page after page.</summary>
internal sealed class OtherJournal(JournalDirectory directory, JournalQuestions questions) : IJournalSource
{
    public async IAsyncEnumerable<JournalEntry> OfAsync(
        string tenant, IReadOnlyList<EntityKey> entities, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var question = new JournalQuestion { Id = "", Tenant = tenant, Entities = [.. entities.Select(entity => entity.ToString())] };
        JournalAnswer answer;
        do
        {
            answer = await questions.AskAsync(directory, question, cancellationToken);
            foreach (var entry in answer.Entries ?? [])
            {
                question = Behind(question, entry);
                yield return entry;
            }
        }
        while (!answer.IsLast);
    }

    public async IAsyncEnumerable<EntityKey> EntitiesAsync(
        string tenant, string after, UndoSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JournalAnswer answer;
        do
        {
            var question = new JournalQuestion { Id = "", Tenant = tenant, After = after, Selection = selection };
            answer = await questions.AskAsync(directory, question, cancellationToken);
            after = answer.Looked ?? after;
            foreach (var entity in answer.Entities ?? [])
            {
                yield return EntityKey.Parse(entity);
            }
        }
        while (!answer.IsLast);
    }

    public void Dispose()
    {
    }

    /// <summary>The question for what comes behind an entry.</summary>
    private static JournalQuestion Behind(JournalQuestion question, JournalEntry entry)
    {
        var (isSame, at) = (entry.Entity == question.Entities![0], entry.At.ToUnixTimeMilliseconds());
        return question with
        {
            Entities = isSame ? question.Entities : [.. question.Entities!.SkipWhile(entity => entity != entry.Entity)],
            From = at,
            Known = isSame && at == question.From ? question.Known + 1 : 1,
        };
    }
}
