using System.Net;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;

namespace Connector.Reliability.Tests.Troubles;

/// <summary>
/// Posts at a steady rate whatever happens, events that need no work but the decision. Each phase says which answers are right in it; a post that is
/// under way while one phase follows another may be answered as either has it.
/// </summary>
internal sealed class SteadyPosts(Sender sender, ManyCompanies companies)
{
    private const HttpStatusCode Ok = HttpStatusCode.OK;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _noting = new();
    private readonly List<Phase> _phases = [new("calm", [Ok])];
    private readonly List<string> _wrong = [];

    /// <summary>Posts until told to stop; ends when all posts are answered.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var posts = new List<Task>();
        using var timer = new PeriodicTimer(Pace);
        while (!stop.IsCancellationRequested)
        {
            posts.Add(PostAsync(posts.Count));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(posts);
    }

    /// <summary>From now on these answers are right; null stands for none, as from an ingress that is not there.</summary>
    public void Begin(string phase, params HttpStatusCode?[] right)
    {
        lock (_noting)
        {
            _phases.Add(new Phase(phase, right));
        }
    }

    /// <summary>Waits until so many posts of the present phase were answered so.</summary>
    public Task AnsweredAsync(HttpStatusCode status, int times, CancellationToken cancellationToken) => Eventually.ValueAsync(
        () => Task.FromResult(string.Join(", ", Counted())), _ => Counted().Any(count => count.Key == $"{status}" && count.Value >= times),
        Patience, $"{times} posts are answered with {status} in '{_phases[^1].Name}'", cancellationToken);

    /// <summary>Each answer was one that was right when it came.</summary>
    public void WereRight()
    {
        lock (_noting)
        {
            Assert.True(_wrong.Count == 0, $"{_wrong.Count} posts were answered otherwise than promised:\n{string.Join('\n', _wrong.Take(20))}");
        }
    }

    /// <summary>How many posts of the present phase were answered how.</summary>
    public IReadOnlyDictionary<string, int> Counted()
    {
        lock (_noting)
        {
            return new Dictionary<string, int>(_phases[^1].Answers);
        }
    }

    private async Task PostAsync(int number)
    {
        var began = Current();
        var answer = await sender.PostAsync(companies.Irrelevant(number));
        lock (_noting)
        {
            var phases = _phases[began..];
            var saysWhen = answer.Status != HttpStatusCode.ServiceUnavailable || answer.RetryAfter is not null;
            if (!saysWhen || !phases.Exists(phase => phase.Right.Contains(answer.Status)))
            {
                _wrong.Add($"{string.Join(" / ", phases.Select(phase => phase.Name))}: {answer}");
            }

            if (phases.Count == 1)
            {
                var how = $"{answer.Status?.ToString() ?? "none"}";
                phases[0].Answers[how] = phases[0].Answers.GetValueOrDefault(how) + 1;
            }
        }
    }

    private int Current()
    {
        lock (_noting)
        {
            return _phases.Count - 1;
        }
    }

    private sealed record Phase(string Name, HttpStatusCode?[] Right)
    {
        public Dictionary<string, int> Answers { get; } = [];
    }
}
