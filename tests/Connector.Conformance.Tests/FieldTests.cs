using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;

namespace Connector.Conformance;

/// <summary>User-defined fields: their layout, their lists, and what records hold of them.</summary>
public sealed class FieldTests(TenantUnderTest tenant)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CrmEntity.Contact)]
    [InlineData(CrmEntity.Person)]
    public async Task PublishedLayout_IsOfKnownTypes(CrmEntity entity)
    {
        var fields = await tenant.Client.GetFieldsAsync(entity, Cancelled);

        tenant.Findings.Note($"Published fields of {entity}", $"{fields.Count}");
        Assert.All(fields, field =>
        {
            Assert.Equal(field.Key, field.Value.ProgId);
            Assert.NotEqual(FieldType.Unknown, field.Value.Type);
        });
    }

    [Theory]
    [InlineData(CrmEntity.Contact)]
    [InlineData(CrmEntity.Person)]
    public async Task Lists_LeadToTheirItems_OrAreReported(CrmEntity entity)
    {
        var fields = await tenant.Client.GetFieldsAsync(entity, Cancelled);
        var lists = fields.Values.Where(field => field.Type == FieldType.List).ToList();
        tenant.Findings.Note($"List fields of {entity}", $"{lists.Count}");
        foreach (var field in lists)
        {
            var list = await tenant.Client.Lists.ResolveAsync(field, Cancelled);
            var tried = string.Join("; ", list.Tried.Select(attempt => $"{attempt.Route}: {attempt.Outcome}"));
            tenant.Findings.Note($"Items of {entity} {field.ProgId}", list.IsResolved ? $"{list.Items!.Count} ({tried})" : $"unresolved ({tried})");
            Assert.NotEmpty(list.Tried);
            Assert.Distinct((list.Items ?? []).Select(item => item.Id));
        }
    }

    [Fact]
    public async Task FieldsOfARecord_AreOfItsLayout_AndReadable()
    {
        var layout = await tenant.Client.GetFieldsAsync(CrmEntity.Contact, Cancelled);
        var contact = await tenant.Client.GetContactAsync(await tenant.AnyContactAsync(Cancelled), Cancelled);

        Assert.NotNull(contact);
        var foreign = contact.Fields.Keys.Except(layout.Keys).Count();
        tenant.Findings.Note("Fields in a contact that its layout does not know", $"{foreign}");
        Assert.All(
            layout.Values.Where(field => contact.Fields.ContainsKey(field.ProgId)),
            field => Assert.True(
                FieldValue.TryParse(field.Type, contact.Fields[field.ProgId], out _), $"{field.ProgId} ({field.Type}) is of no known form"));
        Assert.True(layout.Count == 0 || layout.Keys.Any(contact.Fields.ContainsKey), "None of the published fields is in the record.");
    }
}
