using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Tests.Responding;
using CsCheck;

namespace Connector.SuperOffice.Tests.Entities;

public sealed class FieldPatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Patch_sets_the_fields_it_names_and_returns_what_the_crm_holds()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, Records.Contact(customFields: """{"SuperOffice:83":"[I:14]","SuperOffice:84":"kept"}"""));

        var fields = await host.Client.PatchFieldsAsync(CrmEntity.Contact, 4711, Patches.Vertical(14), Token);

        Assert.Equal(new Dictionary<string, string> { ["SuperOffice:83"] = "[I:14]", ["SuperOffice:84"] = "kept" }, fields);
        var call = Assert.Single(responder.Calls);
        Assert.Equal(("PATCH", "/Cust10001/api/v1/Contact/4711", ""), (call.Method, call.Path, call.Query));
        Assert.Equal("application/json-patch+json", call.Headers.ContentType);
        Assert.Equal("Mon, 02 Mar 2026 09:14:33 GMT", call.Headers.IfUnmodifiedSince);
        Assert.Equal("""[{"op":"replace","path":"CustomFields","value":{"SuperOffice:83":"[I:14]"}}]""", call.Body);
    }

    [Fact]
    public async Task Patch_without_a_precondition_carries_none()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("WritePrecondition", "None"));
        responder.Api = context => Responder.Json(context, 200, Records.Person());

        await host.Client.PatchFieldsAsync(CrmEntity.Person, 981, Patches.Of(new() { ["SuperOffice:20"] = "Buyer" }), Token);

        var call = Assert.Single(responder.Calls);
        Assert.Equal("/Cust10001/api/v1/Person/981", call.Path);
        Assert.DoesNotContain("If-Unmodified-Since", call.Headers.Keys);
        Assert.DoesNotContain("test", call.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_come_first_on_escaped_paths_and_only_for_fields_that_change()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("WritePrecondition", "Test"));
        responder.Api = context => Responder.Json(context, 200, Records.Contact());
        var patch = Patches.Of(
            new() { ["a/b~c"] = "new", ["SuperOffice:84"] = "„Größe“ <b>" },
            new() { ["a/b~c"] = "old", ["SuperOffice:84"] = null, ["SuperOffice:99"] = "untouched" });

        await host.Client.PatchFieldsAsync(CrmEntity.Contact, 4711, patch, Token);

        var call = Assert.Single(responder.Calls);
        Assert.Equal("""
            [{"op":"test","path":"CustomFields/a~1b~0c","value":"old"},{"op":"test","path":"CustomFields/SuperOffice:84","value":null},{"op":"replace","path":"CustomFields","value":{"a/b~c":"new","SuperOffice:84":"„Größe“ <b>"}}]
            """, call.Body);
        Assert.Contains("If-Unmodified-Since", call.Headers.Keys);
    }

    [Fact]
    public async Task Impossible_patch_is_not_sent()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        foreach (var set in new Dictionary<string, string>[]
        {
            [], new() { [""] = "x" }, new() { ["a\nb"] = "x" }, new() { ["a\0"] = "x" }, new() { [new string('k', 300)] = "x" }, new() { ["a"] = null! },
            Enumerable.Range(0, 101).ToDictionary(i => $"k{i}", _ => "x"),
        })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.PatchFieldsAsync(CrmEntity.Contact, 1, Patches.Of(set), Token));
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.Client.PatchFieldsAsync(CrmEntity.Contact, 0, Patches.Vertical(1), Token));
        Assert.Empty(responder.Arrivals);
    }

    [Fact]
    public void Any_text_survives_the_way_into_a_patch()
    {
        var texts = Gen.Char.Array[1, 40].Select(chars => new string(chars)).Where(text => !text.Any(char.IsSurrogate));
        Gen.Select(texts.Where(key => !key.Any(char.IsControl) && !string.IsNullOrWhiteSpace(key)), texts, texts).Sample((key, value, expected) =>
        {
            var call = FieldPatchDocument.ToCall(
                CrmEntity.Contact, 1, Patches.Of(new() { [key] = value }, new() { [key] = expected }), WritePrecondition.Test);
            var patch = JsonSerializer.Deserialize<JsonArray>(call.Body.Span)!;
            var path = (string)patch[0]!["path"]!;
            return path["CustomFields/".Length..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal) == key
                && (string)patch[0]!["value"]! == expected
                && (string)patch[1]!["value"]![key]! == value;
        });
    }
}
