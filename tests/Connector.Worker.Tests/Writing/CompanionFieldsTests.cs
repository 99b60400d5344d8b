using Connector.Jobs.Accounts;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

public sealed class CompanionFieldsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 23, 59, 59, 900, TimeSpan.Zero);
    private static readonly string Print = new('a', 64);
    private static readonly StampSource Source = new(EntityKey.Contact(7), Print, new Dictionary<string, string>(), IsComplete: true);
    private static readonly HashSet<string> NoneReadOnly = [];

    [Fact]
    public void Content_IsAccompaniedByDayAndStamp()
    {
        var map = Map(stampLength: 199);

        var set = CompanionFields.AddTo(new Dictionary<string, string> { ["SuperOffice:84"] = "text" }, map, Source, NoneReadOnly, Now);

        Assert.Equal("text", set["SuperOffice:84"]);
        Assert.Equal("[D:11/24/2026]", set["SuperOffice:87"]);
        var claim = Claim.Of(Source.Entity, "SuperOffice:84", FieldType.LongText, "text");
        Assert.StartsWith($"v2;fp={Print};m={map.Version};at=2026-11-24T23:59:59Z;w=84={claim};c=", set["SuperOffice:88"], StringComparison.Ordinal);
        Assert.InRange(set["SuperOffice:88"].Length, 1, 199);
    }

    [Fact]
    public void NothingToWrite_IsAccompaniedByNothing() =>
        Assert.Empty(CompanionFields.AddTo(new Dictionary<string, string>(), Map(199), Source, NoneReadOnly, Now));

    [Fact]
    public void StampThatDoesNotFit_IsNotCut_ButLeftOut() =>
        Assert.Equal(
            ["SuperOffice:84", "SuperOffice:87"],
            CompanionFields.AddTo(new Dictionary<string, string> { ["SuperOffice:84"] = "text" }, Map(50), Source, NoneReadOnly, Now).Keys);

    [Fact]
    public void StampThatFitsOnlyWithoutClaims_IsWrittenWithoutThem()
    {
        var map = Map(Stamp.Longest);

        var set = CompanionFields.AddTo(new Dictionary<string, string> { ["SuperOffice:84"] = "text" }, map, Source, NoneReadOnly, Now);

        Assert.Equal($"v1;fp={Print};m={map.Version};at=2026-11-24T23:59:59Z", set["SuperOffice:88"]);
    }

    [Fact]
    public void Stamp_IsReadBack()
    {
        var stamp = new Stamp(Print, "abc", new DateTimeOffset(2026, 11, 24, 23, 59, 59, TimeSpan.Zero));

        Assert.Equal(stamp, Stamp.TryParse(stamp.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a human's note")]
    [InlineData("v2;fp=a;m=b;at=2026-11-24T23:59:59Z")]
    [InlineData("v2;fp=a;m=b;at=2026-11-24T23:59:59Z;w=84=short;c=12345678")]
    [InlineData("v3;fp=a;m=b;at=2026-11-24T23:59:59Z")]
    [InlineData("v1;fp=a;m=b;at=yesterday")]
    [InlineData("v1;m=b;fp=a;at=2026-11-24T23:59:59Z")]
    public void OtherText_IsNoStamp(string? text) => Assert.Null(Stamp.TryParse(text));

    private static FieldMap Map(int stampLength) => MapsForTests.Of(
        new MappedField(FieldNames.Summary, MergePolicy.KeepHuman, new("SuperOffice:84", "Summary", FieldType.LongText, 0, null, null)),
        new MappedField(FieldNames.LastEnriched, MergePolicy.KeepHuman, new("SuperOffice:87", "Last", FieldType.Date, 0, null, null)),
        new MappedField(FieldNames.Stamp, MergePolicy.KeepHuman, new("SuperOffice:88", "Stamp", FieldType.ShortText, stampLength, null, null)));
}
