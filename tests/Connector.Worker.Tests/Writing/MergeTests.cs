using Connector.Jobs.Ledger;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

/// <summary>Every cell of the merge table, through the same function the passes use, for a text and for a list field.</summary>
public sealed class MergeTests
{
    private const string Text = "SuperOffice:84";
    private const string List = "SuperOffice:83";

    private static readonly IReadOnlyList<ListItem> Items = [new(14, "Logistics"), new(15, "Machinery"), new(16, "Energy"), new(17, "Twice"), new(18, "Twice ")];

    /// <summary>policy, C, L, expected word for a new value that differs from C.</summary>
    public static TheoryData<MergePolicy, string?, string?, string> Cells() => new()
    {
        { MergePolicy.Always, "a", "a", "write" },
        { MergePolicy.Always, "b", "a", "write" },
        { MergePolicy.Always, "", "a", "write" },
        { MergePolicy.Always, null, "a", "write" },
        { MergePolicy.Always, "", null, "write" },
        { MergePolicy.Always, null, null, "write" },
        { MergePolicy.Always, "b", null, "write" },
        { MergePolicy.KeepHuman, "a", "a", "write" },
        { MergePolicy.KeepHuman, "b", "a", "keep" },
        { MergePolicy.KeepHuman, "", "a", "keep" },
        { MergePolicy.KeepHuman, null, "a", "keep" },
        { MergePolicy.KeepHuman, "", null, "write" },
        { MergePolicy.KeepHuman, null, null, "write" },
        { MergePolicy.KeepHuman, "b", null, "keep" },
        { MergePolicy.IfEmpty, "a", "a", "keep" },
        { MergePolicy.IfEmpty, "b", "a", "keep" },
        { MergePolicy.IfEmpty, "", "a", "write" },
        { MergePolicy.IfEmpty, null, "a", "write" },
        { MergePolicy.IfEmpty, "", null, "write" },
        { MergePolicy.IfEmpty, null, null, "write" },
        { MergePolicy.IfEmpty, "b", null, "keep" },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void NewText_IsWrittenOrKept_AsTheTableSays(MergePolicy policy, string? present, string? written, string expected)
    {
        var result = CompareText(policy, present, written, "new");

        var row = Assert.Single(result.Fields);
        Assert.Equal((expected, present, "new"), (row.Decision, row.Old, row.New));
        Assert.Equal(expected == "write" ? "new" : null, result.Set.GetValueOrDefault(Text));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void NewListItem_IsWrittenOrKept_AsTheTableSays(MergePolicy policy, string? present, string? written, string expected)
    {
        var result = CompareList(policy, Wire(present), Wire(written), "Energy");

        Assert.Equal(expected, Assert.Single(result.Fields).Decision);
        Assert.Equal(expected == "write" ? "[I:16]" : null, result.Set.GetValueOrDefault(List));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void EqualValue_IsAgreed_WhateverThePolicy(MergePolicy policy, string? present, string? written, string expected)
    {
        if (string.IsNullOrEmpty(present))
        {
            Assert.NotEmpty(expected); // An empty new value is no value: see the next test.
            return;
        }

        var result = CompareText(policy, present, written, present);

        var row = Assert.Single(result.Fields);
        Assert.Equal(("agreed", "the CRM says it already"), (row.Decision, row.Why));
        Assert.Empty(result.Set);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void NoValue_IsNeverWritten_WhateverThePolicy(MergePolicy policy, string? present, string? written, string expected)
    {
        Assert.NotEmpty(expected);
        foreach (var nothing in new[] { null, "", "  ", "\n" })
        {
            var result = CompareText(policy, present, written, nothing);

            Assert.Empty(result.Fields);
            Assert.Empty(result.Set);
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void EqualListItem_IsAgreed_AndNoneIsNeverWritten_WhateverThePolicy(MergePolicy policy, string? present, string? written, string expected)
    {
        Assert.NotEmpty(expected);
        foreach (var nothing in new[] { null, "", "  " })
        {
            Assert.Empty(CompareList(policy, Wire(present), Wire(written), nothing).Fields);
        }

        if (present is "a" or "b")
        {
            var result = CompareList(policy, Wire(present), Wire(written), present == "a" ? "logistics" : "Machinery");
            Assert.Equal("agreed", Assert.Single(result.Fields).Decision);
            Assert.Empty(result.Set);
        }
    }

    [Fact]
    public void EveryCell_HasAVerdict()
    {
        foreach (var policy in Enum.GetValues<MergePolicy>())
        {
            foreach (var state in Enum.GetValues<FieldState>())
            {
                Assert.NotEmpty(MergeTable.Decide(policy, state).Why);
            }
        }

        var unknown = Assert.Throws<ArgumentOutOfRangeException>(() => MergeTable.Decide(MergePolicy.Always, (FieldState)99));
        Assert.Contains("No cell for this policy and state", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b", LedgerEntry.Unsure, "a human may have changed it: the answer to a write of ours was lost, and what is there does not tell")]
    [InlineData("", LedgerEntry.Unsure, "a human may have changed it: the answer to a write of ours was lost, and what is there does not tell")]
    [InlineData("b", "a", "a human changed it")]
    public void WhatMayBeAHumans_IsKept_AndSaysWhy(string present, string written, string why)
    {
        var row = Assert.Single(CompareText(MergePolicy.KeepHuman, present, written, "new").Fields);

        Assert.Equal("keep", row.Decision);
        Assert.StartsWith(why, row.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTheCrmKeepsInItsOwnWay_IsAgreed_AndSaysWhy()
    {
        var result = Merge.Compare(
            Map(Field(FieldNames.Summary, Text, FieldType.LongText)),
            new Dictionary<string, string?> { [FieldNames.Summary] = "long" }, Fields(Text, "lo"), Fields(Text, "lo"), NoItems, new Dictionary<string, string> { [Text] = "long" });

        var row = Assert.Single(result.Fields);
        Assert.Equal(("agreed", "we wrote it already, and the CRM keeps it in its own way"), (row.Decision, row.Why));
        Assert.Empty(result.Set);
    }

    [Theory]
    [InlineData("[I:14]", "14", "Logistics")]
    [InlineData("14", "[I:14]", " LOGISTICS ")]
    public void ListItems_AreComparedById_NotByForm(string present, string written, string name) =>
        Assert.Equal("agreed", Assert.Single(CompareList(MergePolicy.Always, present, written, name).Fields).Decision);

    [Theory]
    [InlineData("line one\r\nline two", "line one\nline two  ")]
    [InlineData("text", "text\n")]
    public void Texts_AreComparedAfterTheCrmsNormalisation(string present, string proposed) =>
        Assert.Equal("agreed", Assert.Single(CompareText(MergePolicy.Always, present, null, proposed).Fields).Decision);

    [Fact]
    public void ListItem_IsShownByNameBesideItsWireForm()
    {
        var row = Assert.Single(CompareList(MergePolicy.Always, "[I:14]", null, "Energy").Fields);

        Assert.Equal(("[I:14]", "[I:16]", "Logistics", "Energy"), (row.Old, row.New, row.OldText, row.NewText));
    }

    [Theory]
    [InlineData("Space travel")]
    [InlineData("tWICE")]
    public void UnknownOrAmbiguousListItem_IsReported_AndNotWritten(string name)
    {
        var result = CompareList(MergePolicy.Always, "[I:14]", null, name);

        var row = Assert.Single(result.Fields);
        Assert.Equal(("unresolved", name), (row.Decision, row.New));
        Assert.Empty(result.Set);
    }

    [Fact]
    public void ListThatCannotBeFound_IsReported_AndTheOtherFieldsAreWritten()
    {
        var map = Map(Field(FieldNames.Vertical, List, FieldType.List), Field(FieldNames.Summary, Text, FieldType.LongText));

        var result = Merge.Compare(
            map,
            new Dictionary<string, string?> { [FieldNames.Vertical] = "Energy", [FieldNames.Summary] = "new" },
            Nothing, Nothing,
            new Dictionary<string, IReadOnlyList<ListItem>?> { [List] = null });

        Assert.Equal(["unresolved", "write"], result.Fields.Select(f => f.Decision));
        Assert.Equal([Text], result.Set.Keys);
    }

    [Fact]
    public void FieldThatHoldsNoText_IsReported_AndNotWritten()
    {
        var result = Merge.Compare(
            Map(Field(FieldNames.Summary, Text, FieldType.Checkbox)),
            new Dictionary<string, string?> { [FieldNames.Summary] = "new" }, Nothing, Nothing, NoItems);

        Assert.Equal("unresolved", Assert.Single(result.Fields).Decision);
        Assert.Empty(result.Set);
    }

    [Theory]
    [InlineData("short enough", 12, "short enough")]
    [InlineData("cut at a word", 10, "cut at a")]
    [InlineData("unbreakabletext", 5, "unbre")]
    [InlineData("abcd\U0001F600", 5, "abcd")]
    [InlineData("two\nlines", 20, "two lines")]
    public void ShortText_IsOneLineThatFits(string proposed, int longest, string expected)
    {
        var result = Merge.Compare(
            Map(Field(FieldNames.Summary, Text, FieldType.ShortText, longest)),
            new Dictionary<string, string?> { [FieldNames.Summary] = proposed }, Nothing, Nothing, NoItems);

        Assert.Equal(expected, result.Set[Text]);
    }

    [Theory]
    [InlineData("fits exactly", 12, "write", "fits exactly")]
    [InlineData("one too long", 11, "unresolved", null)]
    public void TextThatIsTooLong_IsRefusedWhereTheTenantWantsItWhole(string proposed, int longest, string decision, string? set)
    {
        var field = Field(FieldNames.Summary, Text, FieldType.LongText, longest) with { TooLong = TooLongText.Refuse };

        var result = Merge.Compare(
            Map(field), new Dictionary<string, string?> { [FieldNames.Summary] = proposed }, Nothing, Nothing, NoItems);

        Assert.Equal((decision, proposed), (Assert.Single(result.Fields).Decision, result.Fields[0].New));
        Assert.Equal(set, result.Set.GetValueOrDefault(Text));
        Assert.Empty(result.Open);
    }

    [Fact]
    public void TextThatEndsWithAWordAtItsLimit_IsCutThere() => Assert.Equal(
        "cut right here", Merge.Compare(
            Map(Field(FieldNames.Summary, Text, FieldType.LongText, 14)),
            new Dictionary<string, string?> { [FieldNames.Summary] = "cut right here and now" }, Nothing, Nothing, NoItems).Set[Text]);

    [Fact]
    public void WhatIsOpen_DependsOnTheNameAndTheFieldAlone()
    {
        var open = CompareList(MergePolicy.KeepHuman, null, null, "Space travel").Open;

        Assert.Equal("2de3d41c33ab", open); // It is stored: another encoding would look at every open item again.
        Assert.Equal(open, CompareList(MergePolicy.Always, "[I:14]", "[I:14]", "Space travel").Open);
        Assert.NotEqual(open, CompareList(MergePolicy.KeepHuman, null, null, "Deep sea").Open);
        Assert.Empty(CompareList(MergePolicy.KeepHuman, null, null, "Energy").Open);
    }

    [Theory]
    [InlineData(MergePolicy.KeepHuman, null, true)]
    [InlineData(MergePolicy.KeepHuman, "[I:14]", false)]
    [InlineData(MergePolicy.Always, "[I:14]", true)]
    public void UnknownItem_IsWantedOnlyWhereTheFieldWouldBeWritten(MergePolicy policy, string? present, bool wanted)
    {
        var unresolved = Assert.Single(CompareList(policy, present, null, "Space travel").Unresolved);

        Assert.Equal((Obstacle.UnknownItem, "Space travel", wanted), (unresolved.Obstacle, unresolved.Name, unresolved.IsWanted));
    }

    [Theory]
    // present, what the CRM returned, what was sent, proposed
    [InlineData("Lon", "Lon", "Long", "Long", "agreed")]
    [InlineData("", "", "Long", "Long", "agreed")]
    [InlineData("Lon", "Lon", "Long", "Longer", "write")]
    [InlineData("Lon", "Lon", null, "Long", "write")]
    [InlineData("", "", null, "Long", "write")]
    [InlineData("Lo", "Lon", "Long", "Long", "keep")]
    [InlineData("", "Lon", "Long", "Long", "keep")]
    [InlineData("Lon", null, "Long", "Long", "keep")]
    public void WhatWasSentAlready_IsNotSentAgain(string present, string? written, string? sent, string proposed, string decision)
    {
        var result = Merge.Compare(
            Map(Field(FieldNames.Summary, Text, FieldType.LongText)),
            new Dictionary<string, string?> { [FieldNames.Summary] = proposed }, Fields(Text, present), Fields(Text, written), NoItems, Fields(Text, sent));

        Assert.Equal(decision, Assert.Single(result.Fields).Decision);
        Assert.Equal(decision == "write", result.Set.Count == 1);
    }

    [Fact]
    public void AnswerForAFieldThatIsNotMapped_GoesNowhere()
    {
        var result = Merge.Compare(
            Map(Field(FieldNames.Summary, Text, FieldType.LongText)),
            new Dictionary<string, string?> { [FieldNames.Opener] = "new" }, Nothing, Nothing, NoItems);

        Assert.Empty(result.Fields);
        Assert.Empty(result.Set);
    }

    private static string? Wire(string? letter) => letter switch { "a" => "[I:14]", "b" => "[I:15]", "" => "[I:0]", _ => null };

    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly Dictionary<string, IReadOnlyList<ListItem>?> NoItems = [];

    private static MergeResult CompareText(MergePolicy policy, string? present, string? written, string? proposed) => Merge.Compare(
        Map(Field(FieldNames.Summary, Text, FieldType.LongText, policy: policy)),
        new Dictionary<string, string?> { [FieldNames.Summary] = proposed }, Fields(Text, present), Fields(Text, written), NoItems);

    private static MergeResult CompareList(MergePolicy policy, string? present, string? written, string? proposed) => Merge.Compare(
        Map(Field(FieldNames.Vertical, List, FieldType.List, policy: policy)),
        new Dictionary<string, string?> { [FieldNames.Vertical] = proposed }, Fields(List, present), Fields(List, written),
        new Dictionary<string, IReadOnlyList<ListItem>?> { [List] = Items });

    private static Dictionary<string, string> Fields(string progId, string? value) => value is null ? [] : new() { [progId] = value };

    private static FieldMap Map(params MappedField[] fields) => MapsForTests.Of(fields);

    private static MappedField Field(string name, string progId, FieldType type, int length = 0, MergePolicy policy = MergePolicy.KeepHuman) =>
        new(name, policy, new FieldDefinition(progId, name, type, length, null, null));
}
