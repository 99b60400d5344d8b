using System.Globalization;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.AspNetCore.Http;

namespace Connector.SuperOffice.Tests.Preconditions;

/// <summary>How a tenant takes a precondition.</summary>
public enum Treatment
{
    Honours,
    Ignores,
    Refuses,
    AlwaysStops,
}

/// <summary>One contact with one field, at a tenant that treats preconditions as told and notes every value the field was ever set to.</summary>
internal sealed class PatchedTenant(Treatment leaf, Treatment whole, Treatment since)
{
    public const string Field = "SuperOffice:86";

    private DateTimeOffset _updated = new(2026, 3, 2, 9, 14, 33, TimeSpan.Zero);

    public string Value { get; set; } = "by a human";

    public List<string> Sets { get; } = [];

    /// <summary>What somebody else does right before a patch arrives.</summary>
    public Action<int> Before { get; set; } = _ => { };

    public int Patches { get; private set; }

    public void Serve(Responder responder) => responder.Api = context => (context.Request.Method, context.Request.Path.Value!) switch
    {
        ("GET", "/Cust10001/api/v1/Contact/UdefLayout/Published") =>
            Responder.Json(context, 200, $$"""[{"ProgId":"{{Field}}","FieldLabel":"Note","FieldType":"ShortText","TextLength":100}]"""),
        ("GET", "/Cust10001/api/v1/Contact/4711") => Responder.Json(context, 200, Render()),
        ("PATCH", "/Cust10001/api/v1/Contact/4711") => PatchAsync(context, JsonNode.Parse(responder.Calls[^1].Body)!.AsArray()),
        _ => Responder.Json(context, 404, """{"Error":true,"ErrorType":"SoNotFoundException"}"""),
    };

    public void Edit(string value)
    {
        Value = value;
        _updated += TimeSpan.FromMinutes(1);
    }

    private string Render() =>
        Records.Contact(customFields: new JsonObject { [Field] = Value }.ToJsonString())
            .Replace("2026-03-02T09:14:33", _updated.ToString("s", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private Task PatchAsync(HttpContext context, JsonArray patch)
    {
        Before(++Patches);
        if (context.Request.Headers.IfUnmodifiedSince is [{ } header])
        {
            switch (since)
            {
                case Treatment.Refuses:
                    return Responder.Json(context, 400, "{}");
                case Treatment.AlwaysStops:
                case Treatment.Honours when _updated > DateTimeOffset.ParseExact(header, "R", CultureInfo.InvariantCulture):
                    return Responder.Json(context, 412, "{}");
            }
        }

        foreach (var operation in patch)
        {
            var treatment = operation!["value"] is JsonObject ? whole : leaf;
            if ((string)operation["op"]! != "test")
            {
                Sets.Add((string)operation["value"]![Field]!);
                Value = Sets[^1];
            }
            else if (treatment is Treatment.Refuses)
            {
                return Responder.Json(context, 400, "{}");
            }
            else if (treatment is Treatment.AlwaysStops
                || (treatment is Treatment.Honours && JsonPatching.Apply(JsonNode.Parse(Render())!.AsObject(), [operation.DeepClone()]) is null))
            {
                return Responder.Json(context, 409, "{}");
            }
        }

        _updated += TimeSpan.FromSeconds(1);
        return Responder.Json(context, 200, Render());
    }
}
