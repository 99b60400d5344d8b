using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Connector.Testing;

/// <summary>Waits for a condition with a deadline, instead of sleeping and hoping.</summary>
public static class Eventually
{
    /// <summary>Long enough for a machine that does much else; nobody waits for it but a test that fails.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until <paramref name="condition"/> is true.</summary>
    /// <param name="condition">Asked again and again; an exception counts as false and is told at the deadline.</param>
    /// <param name="deadline">30 s if not given.</param>
    /// <param name="because">What was awaited, for the failure message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static async Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan? deadline = null, string? because = null,
        CancellationToken cancellationToken = default, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        await ValueAsync(condition, value => value, deadline, because, cancellationToken, expression);

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, TimeSpan?, string?, CancellationToken, string)"/>
    public static async Task TrueAsync(
        Func<bool> condition, TimeSpan? deadline = null, string? because = null,
        CancellationToken cancellationToken = default, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        await ValueAsync(() => Task.FromResult(condition()), value => value, deadline, because, cancellationToken, expression);

    /// <summary>Polls until <paramref name="accept"/> likes what <paramref name="read"/> returns, and returns that.</summary>
    /// <param name="read">Asked again and again; an exception counts as not yet and is told at the deadline.</param>
    /// <param name="accept">Whether to stop.</param>
    /// <param name="deadline">30 s if not given.</param>
    /// <param name="because">What was awaited, for the failure message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="expression">Filled in by the compiler.</param>
    /// <exception cref="TimeoutException">The deadline passed; the message holds the last value or exception.</exception>
    public static async Task<T> ValueAsync<T>(
        Func<Task<T>> read, Func<T, bool> accept, TimeSpan? deadline = null, string? because = null,
        CancellationToken cancellationToken = default, [CallerArgumentExpression(nameof(read))] string expression = "")
    {
        var limit = deadline ?? DefaultDeadline;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            string last;
            Exception? failure = null;
            try
            {
                var value = await read();
                if (accept(value))
                {
                    return value;
                }

                last = $"the last value was {value}";
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                failure = e;
                last = $"the last attempt threw {e.GetType().Name}: {e.Message}";
            }

            if (watch.Elapsed >= limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {because ?? expression}; {last}.", failure);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
