using Connector.Jobs.Ledger;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

/// <summary>Every cell of the merge table, through the same function the passes use, for a text and for a list field.</summary>
public sealed class MergeTests
{
    internal const string Text = "SuperOffice:84";
    internal const string List = "SuperOffice:83";

    internal static readonly IReadOnlyList<ListItem> Items = [new(14, "Logistics"), new(15, "Machinery"), new(16, "Energy"), new(17, "Twice"), new(18, "Twice ")];

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
    [InlineData("b", LedgerEntry.Unsure, "a human may have changed it: the answer to a write of ours was lost, and what is there does not show which")]
    [InlineData("", LedgerEntry.Unsure, "a human may have changed it: the answer to a write of ours was lost, and what is there does not show which")]
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

    internal static string? Wire(string? letter) => letter switch { "a" => "[I:14]", "b" => "[I:15]", "" => "[I:0]", _ => null };

    internal static readonly Dictionary<string, string> Nothing = [];
    internal static readonly Dictionary<string, IReadOnlyList<ListItem>?> NoItems = [];

    internal static MergeResult CompareText(MergePolicy policy, string? present, string? written, string? proposed) => Merge.Compare(
        Map(Field(FieldNames.Summary, Text, FieldType.LongText, policy: policy)),
        new Dictionary<string, string?> { [FieldNames.Summary] = proposed }, Fields(Text, present), Fields(Text, written), NoItems);

    internal static MergeResult CompareList(MergePolicy policy, string? present, string? written, string? proposed) => Merge.Compare(
        Map(Field(FieldNames.Vertical, List, FieldType.List, policy: policy)),
        new Dictionary<string, string?> { [FieldNames.Vertical] = proposed }, Fields(List, present), Fields(List, written),
        new Dictionary<string, IReadOnlyList<ListItem>?> { [List] = Items });

    internal static Dictionary<string, string> Fields(string progId, string? value) => value is null ? [] : new() { [progId] = value };

    internal static FieldMap Map(params MappedField[] fields) => MapsForTests.Of(fields);

    internal static MappedField Field(string name, string progId, FieldType type, int length = 0, MergePolicy policy = MergePolicy.KeepHuman) =>
        new(name, policy, new FieldDefinition(progId, name, type, length, null, null));
}
