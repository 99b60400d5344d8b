namespace Connector.SuperOffice.Tests.Calls;

/// <summary>How many calls came at most within any second, as who counts them would.</summary>
internal static class Busiest
{
    public static int Second(IEnumerable<TimeSpan> arrivals)
    {
        var at = arrivals.Order().ToList();
        return at.Max(first => at.Count(other => other >= first && other < first + TimeSpan.FromSeconds(1)));
    }
}
