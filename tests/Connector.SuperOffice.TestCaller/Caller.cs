namespace Connector.SuperOffice.TestCaller;

/// <summary>What became of a round of calls.</summary>
/// <param name="Succeeded">Calls that were answered.</param>
/// <param name="Failed">Calls that failed, by <see cref="FailureKind"/>.</param>
/// <param name="FirstBegan">When the first call began.</param>
/// <param name="LastEnded">When the last call ended.</param>
public sealed record Results(int Succeeded, IReadOnlyDictionary<string, int> Failed, DateTimeOffset FirstBegan, DateTimeOffset LastEnded);

/// <summary>Reads one company again and again, as fast as the client lets it.</summary>
internal sealed class Caller(SuperOfficeClient client)
{
    // One of the sandbox's seeds.
    private const int ContactId = 1;

    public async Task<Results> RoundAsync(int calls, int parallelism, CancellationToken cancellationToken)
    {
        var failed = new Dictionary<string, int>();
        var began = TimeProvider.System.GetUtcNow();
        await Parallel.ForAsync(0, calls, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken }, async (_, token) =>
        {
            try
            {
                await client.GetContactAsync(ContactId, token);
            }
            catch (SuperOfficeException failure)
            {
                lock (failed)
                {
                    failed[$"{failure.Kind}"] = failed.GetValueOrDefault($"{failure.Kind}") + 1;
                }
            }
        });
        return new Results(calls - failed.Values.Sum(), failed, began, TimeProvider.System.GetUtcNow());
    }
}
