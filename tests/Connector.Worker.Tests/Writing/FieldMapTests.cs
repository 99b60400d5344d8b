using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

public sealed class FieldMapTests
{
    private static readonly Dictionary<string, FieldDefinition> Layout = new()
    {
        ["SuperOffice:83"] = new("SuperOffice:83", "Vertical", FieldType.List, 0, 108, "udlist108"),
        ["SuperOffice:84"] = new("SuperOffice:84", "Summary", FieldType.LongText, 0, null, null),
    };

    [Fact]
    public void DefaultMapping_IsTheVerticalAlone()
    {
        var contact = FieldMap.Resolve(new ContactMapping(), Layout);

        var field = Assert.Single(contact.Content);
        Assert.Equal((FieldNames.Vertical, "SuperOffice:83", MergePolicy.KeepHuman), (field.Field, field.ProgId, field.Policy));
        Assert.Null(contact.Stamp);
        Assert.Null(contact.LastEnriched);
        Assert.Empty(contact.Problems);
        Assert.Empty(FieldMap.Resolve(new PersonMapping(), Layout).Content);
    }

    [Fact]
    public void FieldTheLayoutLacks_IsReported_AndTheRestWorks()
    {
        var mapping = new ContactMapping();
        mapping.Summary.ProgId = "superoffice:84"; // case matters
        mapping.Stamp.ProgId = "SuperOffice:88";

        var map = FieldMap.Resolve(mapping, Layout);

        Assert.Equal([FieldNames.Vertical], map.Content.Select(c => c.Field));
        Assert.Null(map.Stamp);
        Assert.Equal(
            [(FieldNames.Summary, "superoffice:84", MappingProblemKind.Missing), (FieldNames.Stamp, "SuperOffice:88", MappingProblemKind.Missing)],
            map.Problems.Select(p => (p.Field, p.ProgId, p.Kind)));
    }

    [Fact]
    public void Version_ChangesWithPlaceAndPolicyOfContent_AndWithNothingElse()
    {
        var version = FieldMap.Resolve(new ContactMapping(), Layout).Version;
        var policy = new ContactMapping();
        policy.Vertical.Policy = MergePolicy.Always;
        var more = new ContactMapping();
        more.Summary.ProgId = "SuperOffice:84";
        var stamped = new ContactMapping();
        stamped.Stamp.ProgId = "SuperOffice:84";

        Assert.NotEqual(version, FieldMap.Resolve(policy, Layout).Version);
        Assert.NotEqual(version, FieldMap.Resolve(more, Layout).Version);
        Assert.Equal(version, FieldMap.Resolve(stamped, Layout).Version);
    }
}
