using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Tenant.Events;

/// <summary>The tenant's webhooks. Number 1 is the connector's, registered from the sandbox's options.</summary>
internal sealed class Subscriptions
{
    /// <summary>The connector's own subscription.</summary>
    public const int ConnectorId = 1;

    private static readonly ImmutableArray<string> ConnectorEvents =
    [
        "contact.created", "contact.changed", "contact.softdeleted", "contact.deleted",
        "person.created", "person.changed", "person.softdeleted", "person.deleted", "person.consented", "person.unconsented",
    ];

    private readonly SandboxOptions _options;
    private readonly ConcurrentDictionary<int, Subscription> _all = new();
    private int _lastId = ConnectorId;

    public Subscriptions(IOptions<SandboxOptions> options)
    {
        _options = options.Value;
        Reset();
    }

    public IEnumerable<Subscription> All => _all.Values.OrderBy(subscription => subscription.Id);

    /// <summary>The connector's subscription; null where no webhook URL is configured or somebody deleted it.</summary>
    public Subscription? Connector => Find(ConnectorId);

    public Subscription? Find(int id) => _all.GetValueOrDefault(id);

    public Subscription Add(Func<int, Subscription> create)
    {
        var subscription = create(Interlocked.Increment(ref _lastId));
        _all[subscription.Id] = subscription;
        return subscription;
    }

    public bool Remove(int id) => _all.TryRemove(id, out _);

    /// <summary>Replaces a subscription atomically.</summary>
    /// <returns>The new one, or null if there is none of that id.</returns>
    public Subscription? Update(int id, Func<Subscription, Subscription> change)
    {
        while (_all.TryGetValue(id, out var old))
        {
            var updated = change(old);
            if (_all.TryUpdate(id, updated, old))
            {
                return updated;
            }
        }

        return null;
    }

    /// <summary>Back to the connector's subscription alone, active and with zeroed counters.</summary>
    public void Reset()
    {
        _all.Clear();
        if (_options.WebhookUrl is { } url)
        {
            _all[ConnectorId] = ForConnector(url);
        }
    }

    private Subscription ForConnector(Uri url)
    {
        var inQuery = _options.WebhookTokenIn == TokenPlace.Query;
        var headers = ImmutableSortedDictionary<string, string>.Empty;
        return new()
        {
            Id = ConnectorId,
            Name = "connector",
            Events = ConnectorEvents,
            TargetUrl = inQuery ? new Uri(QueryHelpers.AddQueryString(url.AbsoluteUri, "token", _options.WebhookToken)) : url,
            Secret = string.IsNullOrEmpty(_options.WebhookSecret) ? null : _options.WebhookSecret,
            Headers = inQuery || _options.WebhookToken.Length == 0 ? headers : headers.Add("X-Connector-Token", _options.WebhookToken),
        };
    }
}
