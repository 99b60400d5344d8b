using System.Text.Json;
using Connector.SuperOffice.Calls;
using Microsoft.Extensions.Logging;

namespace Connector.SuperOffice.Fields;

/// <summary>The items of list fields, kept for 10 minutes. A list that no route leads to is a condition to report, not a failure; it is looked for again after a minute.</summary>
internal sealed class FieldLists(ApiCaller api, TimeProvider time, ILogger<FieldLists> logger) : IDisposable
{
    private const int MaxName = 200;

    private static readonly TimeSpan LifetimeOfNone = TimeSpan.FromMinutes(1);
    private static readonly FieldList NoList = new(null, []);

    private readonly TimedCache<(int?, string?), FieldList> _lists = new(time);
    private readonly SemaphoreSlim _creating = new(1, 1);

    /// <summary>The items, and how they were found.</summary>
    public Task<FieldList> ResolveAsync(FieldDefinition field, CancellationToken cancellationToken) =>
        HasList(field) ? _lists.GetAsync(KeyOf(field), token => LoadAsync(field, token), LifetimeOf, cancellationToken) : Task.FromResult(NoList);

    /// <summary>The same, read anew. Where that fails, what is known stays.</summary>
    public Task<FieldList> ReadAsync(FieldDefinition field, CancellationToken cancellationToken) =>
        HasList(field) ? _lists.RefreshAsync(KeyOf(field), token => LoadAsync(field, token), LifetimeOf, cancellationToken) : Task.FromResult(NoList);

    /// <summary>The item of that name, created if there is none.</summary>
    public async Task<ListItem> CreateItemAsync(FieldDefinition field, string name, string tooltip, CancellationToken cancellationToken)
    {
        Check(field, name);
        name = name.Trim();
        await _creating.WaitAsync(cancellationToken);
        try
        {
            // Not from the cache: somebody may have added it since.
            if (ListItems.FindFirst(await ReadAsync(field.ListId!.Value, cancellationToken), name) is not { } item)
            {
                var created = await PostAsync(field.ListId.Value, name, tooltip, cancellationToken);
                SuperOfficeLog.ListItemCreated(logger, created.Id, field.ListId, field.ProgId);

                // Another process may have done the same just now. Both of us then take the older one.
                item = ListItems.FindFirst(await ReadAsync(field.ListId.Value, cancellationToken), name) ?? created;
                if (item.Id != created.Id)
                {
                    SuperOfficeLog.ListItemTwice(logger, item.Id, field.ListId, field.ProgId);
                }
            }

            return item;
        }
        finally
        {
            _creating.Release();
            await _lists.ForgetAsync(KeyOf(field), CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _lists.Dispose();
        _creating.Dispose();
    }

    private static bool HasList(FieldDefinition field) => field.Type == FieldType.List && (field.ListId is not null || field.ListName is not null);

    private static (int?, string?) KeyOf(FieldDefinition field) => (field.ListId, field.ListName);

    private static TimeSpan LifetimeOf(FieldList list) => list.IsResolved ? FieldLayouts.Lifetime : LifetimeOfNone;

    private static void Check(FieldDefinition field, string name)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (field.Type != FieldType.List || field.ListId is null)
        {
            throw new ArgumentException($"Field {field.ProgId} has no list of its own that items could be added to.", nameof(field));
        }

        if (name.Length > MaxName || name.Any(char.IsControl))
        {
            throw new ArgumentException($"An item's name has no control characters and at most {MaxName} characters.", nameof(name));
        }
    }

    private async Task<FieldList> LoadAsync(FieldDefinition field, CancellationToken cancellationToken)
    {
        var tried = new List<ListAttempt>();
        foreach (var call in ListRoutes.To(field))
        {
            var answer = await api.SendAsync(call, mayBeMissing: true, cancellationToken);
            var items = answer.IsNotFound ? null : answer.Read(ListRoutes.Read);
            tried.Add(new ListAttempt(
                $"{call.Method} {call.Path}", items is not null ? ListOutcome.Found : answer.IsSuccess ? ListOutcome.Nothing : ListOutcome.Missing));
            if (items is not null)
            {
                return new FieldList(items, tried);
            }
        }

        SuperOfficeLog.ListUnresolved(logger, field.ListName, field.ProgId);
        return new FieldList(null, tried);
    }

    private async Task<IReadOnlyList<ListItem>> ReadAsync(int listId, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(ListRoutes.Items(listId), mayBeMissing: false, cancellationToken);
        return answer.Read(root => ListRoutes.Read(root) ?? throw new JsonException("the items are null"));
    }

    private async Task<ListItem> PostAsync(int listId, string name, string tooltip, CancellationToken cancellationToken)
    {
        var call = new ApiCall(HttpMethod.Post, "v1/List/{id}/Items", $"v1/List/{listId}/Items")
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new { Name = name, Tooltip = tooltip }),
        };
        var answer = await api.SendAsync(call, mayBeMissing: false, cancellationToken);
        return answer.Read(root => root.Integer("Id") is var id and > 0
            ? new ListItem(id, root.Text("Name"))
            : throw new JsonException("the new item has no id"));
    }
}
