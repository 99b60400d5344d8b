using StackExchange.Redis;

namespace Connector.Jobs.Hosting;

/// <summary>Tells a Redis that is not there yet from one that is there and wrong.</summary>
internal static class RedisAbsence
{
    // It answers, and cannot serve at the moment: it loads its file, a script runs, its cluster or its master is not there, its disk is full.
    private static readonly string[] NotYet = ["LOADING", "BUSY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "READONLY", "MISCONF"];

    // The client says so in words alone: it counts as a connection that could not be made.
    private static readonly string[] NotUs = ["NOAUTH", "WRONGPASS"];

    /// <summary>Whether a Redis answered that lets others in, and not us.</summary>
    public static bool IsRefusedLogin(Exception trouble) => trouble is RedisConnectionException connection
        && (connection.FailureType == ConnectionFailureType.AuthenticationFailure || NotUs.Any(word => connection.Message.Contains(word, StringComparison.Ordinal)));

    public static bool Is(Exception trouble) => trouble switch
    {
        RedisConnectionException or TimeoutException => true,
        RedisServerException server => NotYet.Any(word => server.Message.StartsWith(word, StringComparison.Ordinal)),
        _ => false,
    };
}
