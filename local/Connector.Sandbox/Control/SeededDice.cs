namespace Connector.Sandbox.Control;

/// <summary>Chance that repeats itself: the same seed gives the same throws in the same order. A new seed begins anew.</summary>
internal sealed class SeededDice
{
    private readonly Lock _throwing = new();
    private (int Seed, Random Random)? _dice;

    /// <summary>True with the given probability, 0 to 1.</summary>
    public bool Hits(double probability, int seed)
    {
        lock (_throwing)
        {
            return Of(seed).NextDouble() < probability;
        }
    }

    /// <summary>A whole number from 0 to <paramref name="limit"/>, both included.</summary>
    public int UpTo(int limit, int seed)
    {
        lock (_throwing)
        {
            return limit == 0 ? 0 : Of(seed).Next(limit + 1);
        }
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        lock (_throwing)
        {
            _dice = null;
        }
    }

    private Random Of(int seed)
    {
        if (_dice is not { } dice || dice.Seed != seed)
        {
            _dice = dice = (seed, new Random(seed));
        }

        return dice.Random;
    }
}
