using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Fields;

/// <summary>The tenant's lists as people look for them. Source: SuperOffice's description of the resource <c>List</c>.</summary>
internal sealed class ListDirectory(ApiCaller api)
{
    /// <summary>All lists.</summary>
    public async Task<IReadOnlyList<ListInfo>> AllAsync(CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(ApiCall.Get("v1/List", "v1/List"), mayBeMissing: false, cancellationToken);
        return answer.Read(root => root.AsList()
            .Where(list => !list.OrElse(one => one.Flag("Deleted"), false))
            .Select(list => new ListInfo(
                list.Integer("Id"),
                list.Text("Name"),
                list.OrElse(one => one.Text("ListType"), ""),
                list.OrElse(one => one.Flag("InUseByUserDefinedFields"), false)))
            .ToList());
    }

    /// <summary>The items of a list, by its id.</summary>
    public async Task<IReadOnlyList<ListItem>?> ItemsAsync(ListInfo list, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(ListRoutes.Items(list.Id), mayBeMissing: true, cancellationToken);
        return answer.IsNotFound ? null : answer.Read(ListRoutes.Read);
    }

    /// <summary>The items of a list by its name, each with its key.</summary>
    public async Task<IReadOnlyList<KeyedItem>?> BuiltInAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await api.SendAsync(ApiCall.Get($"v1/List/{name}/Items", $"v1/List/{name}/Items"), mayBeMissing: true, cancellationToken);
        return answer.IsNotFound || answer.Read(root => root.ValueKind == JsonValueKind.Null)
            ? null
            : answer.Read(root => root.AsList().Where(item => !item.OrElse(one => one.Flag("Deleted"), false)).Select(item => Read(item, name)).ToList());
    }

    /// <summary>Each way to a field's list.</summary>
    public async Task<IReadOnlyList<ListRoute>> TryRoutesAsync(FieldDefinition field, CancellationToken cancellationToken)
    {
        List<ListRoute> routes = [];
        foreach (var call in ListRoutes.To(field))
        {
            routes.Add(await TryAsync(call, cancellationToken));
        }

        return routes;
    }

    private async Task<ListRoute> TryAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var route = $"{call.Method} {call.Path}";
        try
        {
            var answer = await api.SendAsync(call, mayBeMissing: true, cancellationToken);
            return answer.IsNotFound ? new(route, null, "404")
                : answer.Read(ListRoutes.Read) is { } items ? new(route, items.Count, "")
                : new(route, null, "null");
        }
        catch (SuperOfficeException failure) when (failure.Scope == FailureScope.Entity)
        {
            return new(route, null, failure.Message);
        }
    }

    // Carriers of their own call their ids by their own names.
    private static KeyedItem Read(JsonElement item, string list) => new(
        item.OptionalInteger(list + "Id") ?? item.Integer("Id"),
        item.Text("Name"),
        item.OrElse(one => one.OptionalText("Key") ?? one.Text("TwoLetterISOCountry"), ""));
}
