using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.SuperOffice.Sharing;

// What the processes that talk to one tenant share
// =================================================
// SuperOffice counts calls and hands out tokens per tenant and application, however many processes we are. What concerns all of
// them lies in Redis, under a prefix of its own, so that a tenant's keys live in one slot of a Redis Cluster. Nothing here is the
// only copy of anything a job needs: whoever finds it missing makes it anew.
//
//   key                                type    content                                                 bounded by
//   ---------------------------------  ------  ------------------------------------------------------  --------------------------
//   superoffice:{Cust…}:login:{app}    string  the login, encrypted; see LoginRecord                   one per flow and client id
//   superoffice:{Cust…}:renewal:{app}  string  who renews it, a lock                                   SuperOffice:Timeout + 5 s
//   superoffice:{Cust…}:calls          zset    the calls that count; see Calls/slot.lua                CallsPerSecond; Timeout + 7 s
//   …:calls:waiting, …:calls:back      zset    who waits for a turn, and when it comes to ask again    those who wait; a minute
//   …:calls:processes                  zset    who called lately                                       a process each; a minute
//   …:calls:shares                     hash    which class had a turn when                             six classes; a minute
//   …:calls:pause                      string  SuperOffice asked to wait; see Calls/pause.lua          an hour

/// <summary>
/// The Redis that this tenant's processes share: the host's <see cref="IConnectionMultiplexer"/>, if it registered one. A tool that
/// runs alone has none; then everything that would be shared is this process' own.
/// </summary>
internal sealed class SharedRedis(IOptions<SuperOfficeOptions> options, Func<IConnectionMultiplexer?> connection)
{
    private readonly string _prefix = $"superoffice:{{{options.Value.ContextIdentifier}}}:";

    /// <summary>The database; null where nothing is shared.</summary>
    public IDatabase? Database => connection()?.GetDatabase();

    /// <summary>The tenant's key of that name.</summary>
    public RedisKey Key(string name) => _prefix + name;
}
