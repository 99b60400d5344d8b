using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

/// <summary>A mapping met with a layout: what does not fit is left out and said so, what is worth knowing is said.</summary>
public sealed class MappingRulesTests
{
    private static readonly FieldDefinition Vertical = new("SuperOffice:83", "Vertical", FieldType.List, 0, 108, "udlist108");
    private static readonly FieldDefinition Summary = new("SuperOffice:84", "Summary", FieldType.LongText, 3999, null, null);
    private static readonly FieldDefinition Opener = new("SuperOffice:85", "Opener", FieldType.LongText, 3999, null, null);
    private static readonly FieldDefinition Code = new("SuperOffice:86", "Code", FieldType.ShortText, 20, null, null);
    private static readonly FieldDefinition Day = new("SuperOffice:87", "Last enriched", FieldType.Date, 0, null, null);
    private static readonly FieldDefinition Stamp = new("SuperOffice:88", "Stamp", FieldType.ShortText, 199, null, null);
    private static readonly FieldDefinition Tick = new("SuperOffice:89", "Key account", FieldType.Checkbox, 0, null, null);

    private static readonly Dictionary<string, FieldDefinition> Layout =
        new[] { Vertical, Summary, Opener, Code, Day, Stamp, Tick }.ToDictionary(d => d.ProgId);

    [Theory]
    [InlineData(FieldNames.Vertical, "SuperOffice:83", null, false)]
    [InlineData(FieldNames.Vertical, "SuperOffice:84", null, false)]
    [InlineData(FieldNames.Vertical, "SuperOffice:87", MappingProblemKind.WrongType, true)]
    [InlineData(FieldNames.Vertical, "SuperOffice:86", MappingProblemKind.TooShort, false)]
    [InlineData(FieldNames.Summary, "SuperOffice:84", null, false)]
    [InlineData(FieldNames.Summary, "SuperOffice:83", MappingProblemKind.WrongType, true)]
    [InlineData(FieldNames.Summary, "SuperOffice:89", MappingProblemKind.WrongType, true)]
    [InlineData(FieldNames.Summary, "SuperOffice:86", MappingProblemKind.TooShort, false)]
    [InlineData(FieldNames.LastEnriched, "SuperOffice:87", null, false)]
    [InlineData(FieldNames.LastEnriched, "SuperOffice:88", MappingProblemKind.WrongType, true)]
    [InlineData(FieldNames.Stamp, "SuperOffice:88", null, false)]
    [InlineData(FieldNames.Stamp, "SuperOffice:87", MappingProblemKind.WrongType, true)]
    [InlineData(FieldNames.Stamp, "SuperOffice:86", MappingProblemKind.TooShort, true)]
    [InlineData(FieldNames.Summary, "SuperOffice:999", MappingProblemKind.Missing, true)]
    public void Field_FitsOrIsToldWhyNot(string field, string progId, MappingProblemKind? kind, bool leftOut)
    {
        var map = FieldMap.Resolve(Mapping((field, progId)), Layout);

        Assert.Equal(kind, map.Problems.SingleOrDefault()?.Kind);
        Assert.Equal(leftOut, map.Problems.Any(p => p.Blocks));
        Assert.Equal(leftOut ? [] : [field], map.Written.Select(f => f.Field));
    }

    [Fact]
    public void LengthThatTheLayoutDoesNotTell_IsLongEnough() => Assert.Empty(
        FieldMap.Resolve(Mapping((FieldNames.Stamp, "SuperOffice:88")), With(Stamp with { TextLength = 0 })).Problems);

    [Fact]
    public void ReadOnlyAndMandatoryFields_AreSaid_AndUsed()
    {
        var map = FieldMap.Resolve(Mapping((FieldNames.Summary, "SuperOffice:84")), With(Summary with { IsReadOnly = true, IsMandatory = true }));

        Assert.Equal([MappingProblemKind.ReadOnly, MappingProblemKind.Mandatory], map.Problems.Select(p => p.Kind));
        Assert.Equal([FieldNames.Summary], map.Content.Select(c => c.Field));
    }

    [Fact]
    public void ProgIdThatTheLayoutHasTwice_IsLeftOut()
    {
        var map = FieldMap.Resolve(Mapping((FieldNames.Summary, "SuperOffice:84")), With(Summary with { IsAmbiguous = true }));

        Assert.Equal(MappingProblemKind.Ambiguous, Assert.Single(map.Problems).Kind);
        Assert.Empty(map.Content);
    }

    [Theory]
    [InlineData(FieldNames.Summary, "superoffice:84", "SuperOffice:84")] // only the case is wrong
    [InlineData(FieldNames.Summary, "Opener", "SuperOffice:85")] // a label instead of a ProgId
    [InlineData(FieldNames.Opener, "xyz:1", "SuperOffice:85")] // called like the enrichment field
    [InlineData(FieldNames.LastEnriched, "whatever", "SuperOffice:87")] // the only one of the type
    public void FieldThatIsNotThere_HasItsNearestCandidates(string field, string progId, string nearest)
    {
        var problem = Assert.Single(FieldMap.Resolve(Mapping((field, progId)), Layout).Problems);

        Assert.Equal(nearest, problem.Nearest[0].ProgId);
        Assert.InRange(problem.Nearest.Count, 1, 3);
        Assert.DoesNotContain(problem.Nearest, n => n.ProgId == Tick.ProgId);
        Assert.Contains($"nearest: {nearest}", problem.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void CandidatesInUse_AreNotOffered() => Assert.Equal(
        ["SuperOffice:85", "SuperOffice:86", "SuperOffice:88"],
        FieldMap.Resolve(Mapping((FieldNames.Summary, "SuperOffice:84"), (FieldNames.Opener, "SuperOffice:999")), Layout)
            .Problems.Single().Nearest.Select(n => n.ProgId).Order(StringComparer.Ordinal));

    [Fact]
    public void AnswerForAFieldThatIsNotThere_IsShown_AndTheRestIsWritten()
    {
        var map = FieldMap.Resolve(Mapping((FieldNames.Summary, "SuperOffice:84"), (FieldNames.Opener, "SuperOffice:999")), Layout);

        var result = Merge.Compare(
            map, new Dictionary<string, string?> { [FieldNames.Summary] = "new", [FieldNames.Opener] = "Dear" },
            new Dictionary<string, string>(), new Dictionary<string, string>(), new Dictionary<string, IReadOnlyList<ListItem>?>());

        Assert.Equal([("summary", "write"), ("opener", "unresolved")], result.Fields.Select(f => (f.Field, f.Decision)));
        Assert.Contains("has no field SuperOffice:999; nearest: SuperOffice:85 (Opener)", result.Fields[1].Why, StringComparison.Ordinal);
        Assert.Equal([Summary.ProgId], result.Set.Keys);
        Assert.Empty(result.Open); // A field that appears changes the mapping's version; nothing need be looked at before.
    }

    [Fact]
    public void OnlyMappedFields_MayBeWritten()
    {
        var map = FieldMap.Resolve(Mapping((FieldNames.Summary, "SuperOffice:84"), (FieldNames.LastEnriched, "SuperOffice:87"), (FieldNames.Stamp, "SuperOffice:88")), Layout);

        FieldGuard.Ensure(map, ["SuperOffice:84", "SuperOffice:87", "SuperOffice:88"]);
        foreach (var stranger in new[] { "SuperOffice:85", "superoffice:84", "Name", "/Name", "x_extra", "" })
        {
            Assert.Throws<InvalidOperationException>(() => FieldGuard.Ensure(map, ["SuperOffice:84", stranger]));
        }
    }

    [Fact]
    public void Maps_AreAlikeOnlyIfTheyWriteTheSameFieldsInTheSameWay()
    {
        var mapping = Mapping((FieldNames.Summary, "SuperOffice:84"), (FieldNames.Stamp, "SuperOffice:88"));
        var map = FieldMap.Resolve(mapping, Layout);
        var without = Layout.Where(f => f.Key != "SuperOffice:88").ToDictionary(f => f.Key, f => f.Value);

        Assert.True(map.IsLike(FieldMap.Resolve(mapping, new Dictionary<string, FieldDefinition>(Layout))));
        Assert.False(map.IsLike(FieldMap.Resolve(mapping, With(Summary with { TextLength = 10 }))));
        Assert.False(map.IsLike(FieldMap.Resolve(mapping, without)));
    }

    private static Dictionary<string, FieldDefinition> With(FieldDefinition definition) => new(Layout) { [definition.ProgId] = definition };

    private static ContactMapping Mapping(params (string Field, string ProgId)[] fields)
    {
        var mapping = new ContactMapping();
        mapping.Vertical.ProgId = null;
        foreach (var (field, progId) in fields)
        {
            var entry = field switch
            {
                FieldNames.LastEnriched => mapping.LastEnriched,
                FieldNames.Stamp => mapping.Stamp,
                _ => mapping.Content.Single(c => c.Field == field).Mapping,
            };
            entry.ProgId = progId;
        }

        return mapping;
    }
}
