using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;
using static Connector.Worker.Tests.Writing.MergeTests;

namespace Connector.Worker.Tests.Writing;

/// <summary>What a merge makes of values that a field cannot hold as they are: items that a list lacks, texts that are too long.</summary>
public sealed class MergeValueTests
{
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
}
