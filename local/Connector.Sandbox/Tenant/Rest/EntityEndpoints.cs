using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>Create, read, change and delete an entity, with the documented codes and preconditions (HTTP dates, so a grain of 1 s).</summary>
internal sealed class EntityEndpoints<TRow>(
    ICarrier<TRow> carrier, EntityTable<TRow> table, FieldLayout layout, UserLists lists, Counters counters, Journal journal, Faults faults)
    where TRow : EntityRow
{
    public void Map(IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/" + carrier.Resource);
        group.MapGet("/default", Default);
        group.MapGet("/{id:int}", Get);
        group.MapPost("", PostAsync);
        group.MapPut("/{id:int}", PutAsync);
        group.MapPatch("/{id:int}", PatchAsync);
        group.MapDelete("/{id:int}", Delete);
    }

    /// <summary>A blank entity has no links: there is nothing yet to link to.</summary>
    private IResult Default()
    {
        var entity = carrier.Render(carrier.Blank, "");
        entity.Remove("_Links");
        return TenantJson.Ok(AnswerForm.Shape(entity, null, faults.Settings));
    }

    private IResult Get(int id, HttpRequest request)
    {
        var row = table.Find(id) is { } found && carrier.IsVisible(found) ? found : throw Missing(id);
        return HttpDate(request.Headers.IfModifiedSince) is { } since && Second(row.Updated) <= since
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Answer(row, request);
    }

    private async Task<IResult> PostAsync(HttpRequest request)
    {
        var body = await ReadEntityAsync(request);
        return Answer(table.Insert(carrier.Apply(carrier.Blank, body), TenantGate.Associate(request.HttpContext)), request);
    }

    private async Task<IResult> PutAsync(int id, HttpRequest request)
    {
        var body = await ReadEntityAsync(request);
        return Answer(Save(id, old => Replaced(old, body), request), request);
    }

    private async Task<IResult> PatchAsync(int id, HttpRequest request)
    {
        var patch = await ReadAsync(request);
        var row = Save(id, old => Patched(old, patch), request);
        counters.Add(CounterKind.Patches, $"{row.Entity}:{id}");
        journal.Patched($"{row.Entity}:{id}", patch);
        return Answer(row, request);
    }

    private IResult Delete(int id, HttpRequest request)
    {
        if (table.Find(id) is { } row)
        {
            Check(row, request);
        }

        var associate = TenantGate.Associate(request.HttpContext);
        return (carrier.DeletesSoftly ? table.SoftDelete(id, associate) : table.Remove(id, associate)) ? Results.NoContent() : throw Missing(id);
    }

    private TRow Save(int id, Func<TRow, TRow> change, HttpRequest request) =>
        table.Update(
            id,
            old =>
            {
                if (!carrier.IsVisible(old))
                {
                    throw Missing(id);
                }

                Check(old, request);
                var changed = change(old);
                return Unwritable(old).Any(progId => !Equals(old.UserFields.GetValueOrDefault(progId), changed.UserFields.GetValueOrDefault(progId)))
                    ? throw NoRight()
                    : changed;
            },
            TenantGate.Associate(request.HttpContext),
            always: true) ?? throw Missing(id);

    /// <summary>A PUT is the whole entity: what it does not mention is empty afterwards, user-defined fields included.</summary>
    private TRow Replaced(TRow old, JsonObject body)
    {
        var mentioned = FieldMembers.Names.Select(name => body[name]).OfType<JsonObject>().SelectMany(fields => fields.Select(field => field.Key)).ToHashSet();
        var emptied = carrier.Blank with
        {
            Id = old.Id,
            Registered = old.Registered,
            RegisteredBy = old.RegisteredBy,
            Updated = old.Updated,
            UpdatedBy = old.UpdatedBy,
            UpdatedCount = old.UpdatedCount,
            DeletedAt = old.DeletedAt,
            UserdefId = old.UserdefId,
            UserFields = old.UserFields.RemoveRange(old.UserFields.Keys.Where(key => !mentioned.Contains(key))),
        };
        return carrier.Apply(emptied, body);
    }

    private TRow Patched(TRow row, JsonNode? patch)
    {
        var settings = faults.Settings;

        // A copy that compares member names without case, which only a parser makes.
        var entity = JsonNode.Parse(carrier.Render(row, "").ToJsonString(), TenantJson.AnyCase)!.AsObject();
        AnswerForm.TakeMissing(entity, settings);
        EntityPatch.Apply(entity, patch, layout, new(settings.Preconditions is Preconditions.Test or Preconditions.Both, settings.LeafFieldPaths, lists));
        return carrier.Apply(row, entity);
    }

    private void Check(TRow row, HttpRequest request)
    {
        if (!MayChange(row))
        {
            throw NoRight();
        }

        if (faults.Settings.Preconditions is Preconditions.UnmodifiedSince or Preconditions.Both
            && HttpDate(request.Headers.IfUnmodifiedSince) is { } since && Second(row.Updated) > since)
        {
            throw TenantException.PreconditionFailed();
        }
    }

    private bool MayChange(TRow row) => faults.Settings.Unwritable?.Contains($"{row.Entity}:{row.Id}") != true;

    private IEnumerable<string> Unwritable(TRow row) => (faults.Settings.UnwritableFields ?? [])
        .Select(field => field.Split(' ', 2)).Where(field => field.Length == 2 && field[0] == $"{row.Entity}:{row.Id}").Select(field => field[1]);

    private static TenantException NoRight() =>
        new(System.Net.HttpStatusCode.Forbidden, "SoSecurityException", "You do not have the right to do this");

    private IResult Answer(TRow row, HttpRequest request)
    {
        request.HttpContext.Response.Headers.LastModified = row.Updated.ToString("R", CultureInfo.InvariantCulture);
        var entity = carrier.Render(row, ApiRoot(request));
        if (faults.Settings.TableRights && !MayChange(row))
        {
            entity["TableRight"] = CarrierParts.Right("Select, Filtering");
        }

        if (faults.Settings.TableRights)
        {
            entity["FieldProperties"] = new JsonObject(Unwritable(row).Select(progId => KeyValuePair.Create<string, JsonNode?>(
                $"UserDefinedFields.{progId}", new JsonObject { ["FieldRight"] = CarrierParts.Right("Read, UIHintReadOnly"), ["FieldType"] = "", ["FieldLength"] = 0 })));
        }

        return TenantJson.Ok(AnswerForm.Shape(entity, request.Query["$select"], faults.Settings));
    }

    private static async Task<JsonObject> ReadEntityAsync(HttpRequest request) =>
        await ReadAsync(request) as JsonObject ?? throw TenantException.BadRequest("The body must be an entity");

    private static async Task<JsonNode?> ReadAsync(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (type is not (null or "application/json" or "application/json-patch+json" or "application/merge-patch+json"))
        {
            throw new TenantException(System.Net.HttpStatusCode.UnsupportedMediaType, "UnsupportedMediaType", "The body must be JSON");
        }

        return await JsonNode.ParseAsync(
            request.Body, TenantJson.AnyCase, TenantJson.Bodies, request.HttpContext.RequestAborted);
    }

    private TenantException Missing(int id) => TenantException.NotFound($"{carrier.Resource} id {id} not found");

    private static DateTimeOffset? HttpDate(string? text) =>
        DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static DateTimeOffset Second(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), at.Offset);

    private static string ApiRoot(HttpRequest request) => $"{request.Scheme}://{request.Host}/{SandboxTenant.Id}/api/v1";
}
