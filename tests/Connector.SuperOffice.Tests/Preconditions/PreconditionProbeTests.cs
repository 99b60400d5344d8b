using System.Text.Json.Nodes;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Preconditions;
using Connector.SuperOffice.Tests.Responding;
using CsCheck;

namespace Connector.SuperOffice.Tests.Preconditions;

public sealed class PreconditionProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Treatment, Treatment, Treatment, PreconditionVerdict, FieldTestForm, PreconditionVerdict, WritePrecondition> Tenants => new()
    {
        { Treatment.Honours, Treatment.Honours, Treatment.Honours, PreconditionVerdict.Honoured, FieldTestForm.Leaf, PreconditionVerdict.Honoured, WritePrecondition.Test },
        { Treatment.Honours, Treatment.Refuses, Treatment.Ignores, PreconditionVerdict.Honoured, FieldTestForm.Leaf, PreconditionVerdict.Ignored, WritePrecondition.Test },
        { Treatment.Honours, Treatment.Refuses, Treatment.AlwaysStops, PreconditionVerdict.Honoured, FieldTestForm.Leaf, PreconditionVerdict.Refused, WritePrecondition.None },
        { Treatment.Refuses, Treatment.Honours, Treatment.Honours, PreconditionVerdict.Honoured, FieldTestForm.Object, PreconditionVerdict.Honoured, WritePrecondition.UnmodifiedSince },
        { Treatment.AlwaysStops, Treatment.Honours, Treatment.Ignores, PreconditionVerdict.Honoured, FieldTestForm.Object, PreconditionVerdict.Ignored, WritePrecondition.None },
        { Treatment.Ignores, Treatment.Ignores, Treatment.Honours, PreconditionVerdict.Ignored, FieldTestForm.Leaf, PreconditionVerdict.Honoured, WritePrecondition.UnmodifiedSince },
        { Treatment.Ignores, Treatment.Ignores, Treatment.Ignores, PreconditionVerdict.Ignored, FieldTestForm.Leaf, PreconditionVerdict.Ignored, WritePrecondition.None },
        { Treatment.Refuses, Treatment.Refuses, Treatment.Honours, PreconditionVerdict.Refused, FieldTestForm.None, PreconditionVerdict.Honoured, WritePrecondition.UnmodifiedSince },
        { Treatment.AlwaysStops, Treatment.AlwaysStops, Treatment.Refuses, PreconditionVerdict.Refused, FieldTestForm.None, PreconditionVerdict.Refused, WritePrecondition.None },
    };

    [Theory]
    [MemberData(nameof(Tenants))]
    public async Task Verdict_is_what_the_tenant_does_and_nothing_is_altered(
        Treatment leaf, Treatment whole, Treatment since,
        PreconditionVerdict test, FieldTestForm form, PreconditionVerdict unmodifiedSince, WritePrecondition suggested)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var tenant = new PatchedTenant(leaf, whole, since);
        tenant.Serve(responder);

        var report = await host.Client.Preconditions.ProbeAsync(CrmEntity.Contact, 4711, PatchedTenant.Field, Token);

        Assert.Equal((test, form, unmodifiedSince, suggested), (report.Test, report.TestForm, report.UnmodifiedSince, report.Suggested));
        Assert.Equal("by a human", tenant.Value);
        Assert.All(tenant.Sets, value => Assert.Equal("by a human", value));
        Assert.Contains("The field holds what it held before.", report.Evidence);
        Assert.Equal(tenant.Patches + 1, report.Evidence.Count);
        Assert.DoesNotContain(report.Evidence, line => line.Contains("human", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tenant_that_ignores_tests_gets_no_patch_that_could_set_anything()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var tenant = new PatchedTenant(Treatment.Ignores, Treatment.Ignores, Treatment.Ignores);
        tenant.Before = _ => tenant.Edit("by another human");
        tenant.Serve(responder);

        var report = await host.Client.Preconditions.ProbeAsync(CrmEntity.Contact, 4711, PatchedTenant.Field, Token);

        Assert.Equal((PreconditionVerdict.Ignored, PreconditionVerdict.Ignored), (report.Test, report.UnmodifiedSince));
        Assert.Empty(tenant.Sets);
        Assert.Equal("by another human", tenant.Value);
        Assert.Contains(report.Evidence, line => line.StartsWith("The field holds something else", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Field_that_changes_under_the_probe_is_read_again_and_keeps_the_change()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var tenant = new PatchedTenant(Treatment.Honours, Treatment.Honours, Treatment.Honours);

        // Before the passing test, and before the true date.
        tenant.Before = patch =>
        {
            if (patch is 2 or 5)
            {
                tenant.Edit($"edit {patch}");
            }
        };
        tenant.Serve(responder);

        var report = await host.Client.Preconditions.ProbeAsync(CrmEntity.Contact, 4711, PatchedTenant.Field, Token);

        Assert.Equal((PreconditionVerdict.Honoured, PreconditionVerdict.Honoured), (report.Test, report.UnmodifiedSince));
        Assert.Equal("edit 5", tenant.Value);
    }

    [Fact]
    public async Task First_patch_holds_a_failing_test_and_nothing_else()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        new PatchedTenant(Treatment.Honours, Treatment.Honours, Treatment.Honours).Serve(responder);

        await host.Client.Preconditions.ProbeAsync(CrmEntity.Contact, 4711, PatchedTenant.Field, Token);

        var first = responder.Calls.First(call => call.Method == "PATCH");
        var operation = Assert.Single(JsonNode.Parse(first.Body)!.AsArray())!;
        Assert.Equal(("test", "CustomFields/SuperOffice:86"), ((string)operation["op"]!, (string)operation["path"]!));
        Assert.NotEqual("by a human", (string)operation["value"]!);
    }

    [Fact]
    public async Task Record_or_field_that_is_not_there_is_not_patched()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        new PatchedTenant(Treatment.Honours, Treatment.Honours, Treatment.Honours).Serve(responder);
        var probe = host.Client.Preconditions;

        await Assert.ThrowsAnyAsync<ArgumentException>(() => probe.ProbeAsync(CrmEntity.Contact, 1, PatchedTenant.Field, Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => probe.ProbeAsync(CrmEntity.Contact, 4711, "SuperOffice:1", Token));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => probe.ProbeAsync(CrmEntity.Contact, 0, PatchedTenant.Field, Token));
        Assert.DoesNotContain(responder.Calls, call => call.Method == "PATCH");
    }

    [Theory]
    [InlineData(403, FailureKind.Refused)]
    [InlineData(502, FailureKind.Transient)]
    [InlineData(404, FailureKind.Conflict)]
    public async Task Answer_that_says_nothing_about_preconditions_is_a_failure(int status, FailureKind kind)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        new PatchedTenant(Treatment.Honours, Treatment.Honours, Treatment.Honours).Serve(responder);
        var answer = responder.Api;
        responder.Api = context => context.Request.Method == "PATCH" ? Responder.Json(context, status, "{}") : answer(context);

        var failure = await host.FailureAsync((client, token) => client.Preconditions.ProbeAsync(CrmEntity.Contact, 4711, PatchedTenant.Field, token));

        Assert.Equal(kind, failure.Kind);
        Assert.Equal(1, responder.Calls.Count(call => call.Method == "PATCH" && call.Headers.Authorization == responder.Calls[^1].Headers.Authorization));
    }

    [Fact]
    public void Wrong_value_is_of_the_fields_type_and_never_the_present_one() =>
        Gen.Select(Gen.Enum<FieldType>(), Gen.OneOf(Gen.String, Gen.Int.Select(n => $"[I:{n}]"), Gen.Const("[I:2147483647]"), Gen.Const("[D:12/31/9999]"), Gen.Const("True"), Gen.Const("")))
            .Sample((type, present) =>
            {
                var wrong = WrongValue.For(type, present);
                return !FieldValue.AreEqual(type, wrong, present)
                    && (!FieldValue.TryParse(type, present, out _) || FieldValue.TryParse(type, wrong, out _));
            });
}
