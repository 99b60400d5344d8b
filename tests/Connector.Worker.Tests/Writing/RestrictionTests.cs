using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

/// <summary>While a loss of data is open, what a human may have written stays, whatever the policy says.</summary>
public sealed class RestrictionTests
{
    private const string Summary = "SuperOffice:84";
    private const string StampField = "SuperOffice:88";

    private static readonly string Asked = new('a', 64);

    [Theory]
    [InlineData(MergePolicy.Always, "A human's", null, false)]
    [InlineData(MergePolicy.Always, "A human's", "Ours", false)]
    [InlineData(MergePolicy.KeepHuman, "Ours", "Ours", false)]
    [InlineData(MergePolicy.KeepHuman, "", null, true)]
    [InlineData(MergePolicy.Always, "", "Ours", true)]
    public void WithoutProof_OnlyEmptyFieldsAreWritten(MergePolicy policy, string present, string? written, bool writes) =>
        Assert.Equal(writes, Apply(policy, present, written, stamp: null, applied: "something").Set.ContainsKey(Summary));

    [Fact]
    public void FieldTheStampProvesOurs_IsWritten_AndOneThatWasEditedSinceIsNot()
    {
        var map = Map(MergePolicy.Always);
        var stamp = new Stamp(Asked, map.Version, DateTimeOffset.UnixEpoch).Plain;
        var applied = Fingerprint.Applied(Asked, map.Version);

        Assert.True(Apply(MergePolicy.Always, "Ours", "Ours", stamp, applied).Set.ContainsKey(Summary));
        Assert.False(Apply(MergePolicy.Always, "Edited", "Ours", stamp, applied).Set.ContainsKey(Summary));
        Assert.False(Apply(MergePolicy.Always, "Ours", "Ours", stamp, "another write").Set.ContainsKey(Summary));
    }

    [Fact]
    public void WhatIsTakenBack_IsShownAsKept_WithTheReason()
    {
        var row = Apply(MergePolicy.Always, "A human's", null, stamp: null, applied: null).Fields.Single(f => f.ProgId == Summary);

        Assert.Equal("keep", row.Decision);
        Assert.Contains("data was lost", row.Why, StringComparison.Ordinal);
    }

    private static MergeResult Apply(MergePolicy policy, string present, string? written, string? stamp, string? applied)
    {
        var map = Map(policy);
        var fields = new Dictionary<string, string> { [Summary] = present, [StampField] = stamp ?? "" };
        var ledger = written is null ? [] : new Dictionary<string, string> { [Summary] = written };
        var merged = Merge.Compare(map, new Dictionary<string, string?> { [FieldNames.Summary] = "New" }, fields, ledger, new Dictionary<string, IReadOnlyList<ListItem>?>());
        var (rest, restricted) = Restriction.Apply(merged, map, fields, ledger, applied);
        Assert.Equal(rest.Set.Count < merged.Set.Count, restricted);
        return rest;
    }

    private static FieldMap Map(MergePolicy policy) => MapsForTests.Of(
        new MappedField(FieldNames.Summary, policy, new(Summary, "Summary", FieldType.LongText, 0, null, null)),
        new MappedField(FieldNames.Stamp, MergePolicy.KeepHuman, new(StampField, "Stamp", FieldType.ShortText, 199, null, null)));
}
