using System.Collections.Concurrent;

namespace Connector.Testing.OpenApi;

/// <summary>Collects exchanges while a test runs and judges them at its end.</summary>
public sealed class ApiLog
{
    /// <summary>Shared, because a description takes a while to read.</summary>
    private static readonly Lazy<ApiValidator> Validator =
        new(() => new(new(ApiDescriptions.Folder ?? throw new InvalidOperationException(ApiDescriptions.WhyAbsent))));

    private readonly ConcurrentQueue<ApiExchange> _exchanges = new();

    /// <summary>What was recorded, in order.</summary>
    public IReadOnlyList<ApiExchange> Exchanges => [.. _exchanges];

    /// <summary>Records one more.</summary>
    public void Add(ApiExchange exchange) => _exchanges.Enqueue(exchange);

    /// <summary>Everything that does not fit the descriptions; needs <see cref="ApiDescriptions.Folder"/> to be there.</summary>
    /// <param name="after">How many exchanges, already judged, to pass over.</param>
    public async Task<IReadOnlyList<string>> ViolationsAsync(int after = 0)
    {
        List<string> violations = [];
        foreach (var exchange in Exchanges.Skip(after))
        {
            violations.AddRange(await Validator.Value.CheckAsync(exchange));
        }

        return [.. violations.Distinct()];
    }
}
