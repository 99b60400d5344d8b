namespace Connector.Jobs.Memory;

/// <summary>Shares a number of places among those who ask for them.</summary>
internal static class FairShare
{
    /// <summary>
    /// The most that each may keep, so that all together keep no more than so many: nobody loses anything before those who have more than an equal
    /// share are down to it. As many as the largest has if all of them have room.
    /// </summary>
    public static long Level(IEnumerable<long> sizes, long places)
    {
        long[] ascending = [.. sizes.Order()];
        var left = Math.Max(0, places);
        for (var i = 0; i < ascending.Length; i++)
        {
            var share = left / (ascending.Length - i);
            if (ascending[i] > share)
            {
                return share;
            }

            left -= ascending[i];
        }

        return ascending.LastOrDefault();
    }
}
