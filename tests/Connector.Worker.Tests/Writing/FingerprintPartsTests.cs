using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

public sealed class FingerprintPartsTests
{
    private const string Vertical = "SuperOffice:83";

    private static readonly Dictionary<string, FieldDefinition> Layout = new()
    {
        [Vertical] = new(Vertical, "Vertical", FieldType.List, 0, 108, "udlist108"),
        ["status"] = new("status", "Status", FieldType.List, 0, 109, "udlist109"),
        ["note"] = new("note", "Note", FieldType.LongText, 0, null, null),
    };

    [Fact]
    public void TenantWithoutInputs_KeepsItsFingerprints() =>
        Assert.Empty(FingerprintParts.Inputs(Map(), new Dictionary<string, string> { ["status"] = "[I:1]" }));

    [Theory]
    [InlineData("[I:1]", "1", true)]
    [InlineData("[I:1]", "[I:2]", false)]
    [InlineData("[I:0]", "", true)]
    [InlineData("[I:0]", "[I:1]", false)]
    public void Inputs_CountByWhatTheyMean(string before, string after, bool same) => Assert.Equal(
        same,
        FingerprintParts.Inputs(Map("status", "note"), new Dictionary<string, string> { ["status"] = before, ["note"] = "a\r\nb" })
            .SequenceEqual(FingerprintParts.Inputs(Map("note", "status"), new Dictionary<string, string> { ["status"] = after, ["note"] = "a\nb " })));

    [Fact]
    public void InputThatTheLayoutLacks_IsReported_AndTheRestCounts()
    {
        var map = Map("status", "Notes");

        Assert.Equal(["input:status", "[I:1]"], FingerprintParts.Inputs(map, new Dictionary<string, string> { ["status"] = "[I:1]", ["Notes"] = "x" }));
        var problem = Assert.Single(map.Problems);
        Assert.Equal((FieldNames.Input, "Notes", MappingProblemKind.Missing), (problem.Field, problem.ProgId, problem.Kind));
        Assert.Equal("note", problem.Nearest[0].ProgId);
    }

    [Theory]
    [InlineData("[I:14]", null, true)] // there before us
    [InlineData("[I:15]", "[I:14]", true)] // changed since we wrote
    [InlineData("[I:14]", "[I:14]", false)] // ours
    [InlineData("14", "[I:14]", false)] // ours, in another form
    [InlineData("[I:0]", "[I:14]", false)] // emptied
    [InlineData(null, null, false)]
    public void Vertical_CountsForPersons_OnlyWhereAHumanSetIt(string? present, string? written, bool counts) => Assert.Equal(
        counts ? ["vertical", present!] : [],
        FingerprintParts.HumanVertical(Map(), Fields(present), Fields(written)));

    [Fact]
    public void TenantWithoutAVertical_AddsNothingOfIt() =>
        Assert.Empty(FingerprintParts.HumanVertical(MapsForTests.Of(), Fields("[I:14]"), Fields(null)));

    [Fact]
    public void InputThatCannotBeRead_CountsAsItStands() => Assert.Equal(
        ["input:status", "no item"], FingerprintParts.Inputs(Map("status"), new Dictionary<string, string> { ["status"] = "no item" }));

    private static Dictionary<string, string> Fields(string? vertical) => vertical is null ? [] : new() { [Vertical] = vertical };

    private static FieldMap Map(params string[] inputs)
    {
        var mapping = new ContactMapping();
        foreach (var input in inputs)
        {
            mapping.Inputs.Add(input);
        }

        return FieldMap.Resolve(mapping, Layout);
    }
}
