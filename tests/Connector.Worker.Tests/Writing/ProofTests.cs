using Connector.Jobs.Ledger;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

/// <summary>What a record proves about a write that nobody saw end. Letters are values: <c>n</c> what the write meant, <c>o</c> what was there before.</summary>
public sealed class ProofTests
{
    private const string Vertical = "SuperOffice:83";
    private const string Summary = "SuperOffice:84";
    private const string StampField = "SuperOffice:88";
    private const int Own = 77;
    private const int Human = 11;

    [Theory]
    // Without a stamp: all fields, and nobody else saved the record last.
    [InlineData("n", "n", null, Own, true)]
    [InlineData("n", "n", null, null, true)]
    [InlineData("n", "n", null, Human, false)]
    [InlineData("n", "o", null, Own, false)]
    [InlineData("o", "n", null, Own, false)]
    [InlineData("o", "o", null, Own, false)]
    [InlineData("n", "x", null, Own, false)]
    [InlineData("n", "", null, Own, false)]
    // With one: all fields and the stamp, whoever saved it last.
    [InlineData("n", "n", "n", Own, true)]
    [InlineData("n", "n", "n", Human, true)]
    [InlineData("n", "n", "n", null, true)]
    [InlineData("n", "n", "o", Own, false)]
    [InlineData("n", "n", "o", Human, false)]
    [InlineData("n", "x", "n", Own, false)]
    [InlineData("o", "o", "o", Own, false)]
    public void OnlyAWholeWrite_IsProof(string vertical, string summary, string? stamp, int? updatedBy, bool proved) =>
        Assert.Equal(proved, Of(vertical, summary, stamp, updatedBy, Own));

    [Theory]
    [InlineData(Human, null, true)]
    [InlineData(null, null, true)]
    [InlineData(Human, Human, true)]
    public void WhereItIsNotKnownWhoWeAre_NobodyIsKnownToBeAnother(int? updatedBy, int? own, bool proved) =>
        Assert.Equal(proved, Of("n", "n", null, updatedBy, own));

    [Theory]
    [InlineData("n", "n", "n", "nn")]
    [InlineData("n", "x", "n", "nn")]
    [InlineData("o", "", "n", "nn")]
    [InlineData("o", "o", "n", "nn")]
    [InlineData("n", "n", "o", null)]
    [InlineData("n", "n", "", null)]
    [InlineData("n", "n", null, null)]
    public void StampAlone_ProvesThatTheWholeArrived_AndWhatDiffersIsAnothers(string vertical, string summary, string? stamp, string? ours)
    {
        var proof = Proof.OfStamp(Map, Present(vertical, summary, stamp, Human), Meant(stamp));

        Assert.Equal(ours, proof is null ? null : $"{(proof[Vertical] == Item("n") ? "n" : "x")}{proof[Summary]}");
    }

    // What we wrote before the write in question is o, or nothing.
    [Theory]
    // A text of it is there: it has arrived, and what is as before was put back, or emptied again.
    [InlineData("o", "n", "oo", Human, true, "vertical, summary")]
    [InlineData("", "n", "  ", Human, true, "vertical, summary")]
    [InlineData("n", "n", "oo", Human, true, "vertical, summary")]
    [InlineData("o", "n", "oo", Human, false, "vertical, summary")]
    [InlineData("x", "n", "oo", Human, true, "vertical, summary")]
    // Nothing of it is there but a list item, which a human may have picked: no proof, so what is empty must be filled; but what is ours may have been put back.
    [InlineData("n", "o", "oo", Human, true, "vertical, summary")]
    [InlineData("n", "", "  ", Human, true, "vertical")]
    [InlineData("n", "", "  ", Human, false, "")]
    [InlineData("o", "o", "oo", Human, true, "vertical, summary")]
    [InlineData("o", "o", "oo", null, true, "vertical, summary")]
    [InlineData("o", "o", "  ", Human, true, "")]
    // A human has changed them since, and may have seen ours.
    [InlineData("x", "x", "oo", Human, true, "vertical, summary")]
    [InlineData("x", "x", "  ", Human, true, "vertical, summary")]
    [InlineData("x", "o", "  ", Human, true, "vertical")]
    // Nobody but us has saved the record since.
    [InlineData("o", "o", "oo", Human, false, "")]
    [InlineData("o", "o", "oo", Own, true, "")]
    [InlineData("n", "o", "oo", Own, true, "")]
    [InlineData("x", "o", "oo", Own, true, "")]
    public void WhatMayHaveBeenPutBackAfterALostWrite_IsInDoubt(
        string vertical, string summary, string written, int? updatedBy, bool savedSince, string inDoubt)
    {
        var known = new Dictionary<string, string> { [Vertical] = Item(written[..1]), [Summary] = written[1..].Trim() };
        var intent = Meant(stamp: null) with { ReadVersion = savedSince ? DateTimeOffset.UnixEpoch.AddSeconds(-5) : DateTimeOffset.UnixEpoch };

        var fields = Proof.InDoubt(Map, Present(vertical, summary, null, updatedBy), intent, known, Own);

        Assert.Equal(inDoubt, string.Join(", ", fields.Select(f => f == Vertical ? "vertical" : "summary")));
    }

    // The only content field of a write is in doubt though it be empty: nothing beside it tells that it was filled, and emptied again.
    [Theory]
    [InlineData("", Human, true, true)]
    [InlineData("", null, true, true)]
    [InlineData("", Human, false, false)]
    [InlineData("", Own, true, false)]
    [InlineData("x", Human, true, true)]
    public void OnlyFieldOfALostWrite_IsInDoubtThoughEmpty(string summary, int? updatedBy, bool savedSince, bool inDoubt)
    {
        var intent = Intent(new() { [Summary] = "n" }, stamp: null) with { ReadVersion = savedSince ? null : DateTimeOffset.UnixEpoch };

        var fields = Proof.InDoubt(Map, Record(new() { [Summary] = summary }, updatedBy), intent, new Dictionary<string, string>(), Own);

        Assert.Equal(inDoubt ? [Summary] : [], fields);
    }

    [Fact]
    public void WhereAStampIsWritten_NothingIsInDoubt() =>
        Assert.Empty(Proof.InDoubt(Map, Present("o", "n", "o", Human), Meant("o"), new Dictionary<string, string> { [Vertical] = Item("o") }, Own));

    [Fact]
    public void WriteThatChangedNothing_IsNeverProved() =>
        Assert.Null(Proof.Of(Map, Record(new() { [Summary] = "o" }, Own), Intent(new() { [Summary] = "o" }, stamp: null), Own));

    [Fact]
    public void WriteOfWhichAPartWasThereBefore_IsProvedByTheWhole()
    {
        var intent = Intent(new() { [Vertical] = Item("n"), [Summary] = "o" }, stamp: null);

        Assert.NotNull(Proof.Of(Map, Record(new() { [Vertical] = Item("n"), [Summary] = "o" }, Own), intent, Own));
    }

    [Fact]
    public void EmptiedField_IsProvedEmpty_ThoughTheRecordDoesNotNameIt()
    {
        var intent = Intent(new() { [Vertical] = Item("n"), [Summary] = "", [StampField] = "n" }, StampField);
        var record = Record(new() { [Vertical] = Item("n"), [StampField] = "n" }, Own);

        Assert.Equal("", Proof.Of(Map, record, intent, Own)![Summary]);
        Assert.Equal("", Proof.OfStamp(Map, record, intent)![Summary]);
    }

    [Fact]
    public void WhatIsThereOfAStampedWrite_IsOursAsTheCrmHoldsIt()
    {
        var intent = Intent(new() { [Vertical] = "[I:16]", [Summary] = "n", [StampField] = "n" }, StampField);

        Assert.Equal("16", Proof.OfStamp(Map, Record(new() { [Vertical] = "16", [Summary] = "x", [StampField] = "n" }, Human), intent)![Vertical]);
    }

    [Fact]
    public void OnlyWhatIsOfTheAnswer_IsEverInDoubt()
    {
        var intent = Intent(new() { [Summary] = "n", ["SuperOffice:99"] = "2026" }, stamp: null);

        var fields = Proof.InDoubt(Map, Record(new() { [Summary] = "n", ["SuperOffice:99"] = "2026" }, Human), intent, new Dictionary<string, string>(), Own);

        Assert.Equal([Summary], fields);
    }

    [Theory]
    [InlineData("n", "n", true)]
    [InlineData("n", "o", true)]
    [InlineData("o", "n", true)]
    [InlineData("o", "o", false)]
    [InlineData("x", "", false)]
    public void PartOfAWrite_IsASignOfIt(string vertical, string summary, bool there) =>
        Assert.Equal(there, Proof.IsPartThere(Map, Present(vertical, summary, null, Human), Meant(stamp: null)));

    [Fact]
    public void WhatWasThereBefore_IsNoSignOfAWrite() => Assert.False(Proof.IsPartThere(
        Map, Record(new() { [Vertical] = Item("x"), [Summary] = "o" }, Human), Intent(new() { [Vertical] = Item("n"), [Summary] = "o" }, stamp: null)));

    [Fact]
    public void OtherWireFormsOfTheSame_AreTheSame()
    {
        var intent = Intent(new() { [Vertical] = "[I:16]", [Summary] = "two\nlines" }, stamp: null);
        var proof = Proof.Of(Map, Record(new() { [Vertical] = "16", [Summary] = "two\r\nlines " }, Own), intent, Own);

        Assert.Equal(("16", "two\r\nlines "), (proof![Vertical], proof[Summary]));
    }

    private static readonly FieldMap Map = MapsForTests.Of(
        new MappedField(FieldNames.Vertical, MergePolicy.KeepHuman, new(Vertical, "Vertical", FieldType.List, 0, null, null)),
        new MappedField(FieldNames.Summary, MergePolicy.KeepHuman, new(Summary, "Summary", FieldType.LongText, 0, null, null)),
        new MappedField(FieldNames.Stamp, MergePolicy.KeepHuman, new(StampField, "Stamp", FieldType.ShortText, 199, null, null)));

    private static bool Of(string vertical, string summary, string? stamp, int? updatedBy, int? own)
    {
        var meant = Meant(stamp);
        var proof = Proof.Of(Map, Present(vertical, summary, stamp, updatedBy), meant, own);
        Assert.True(proof is null || proof.Keys.ToHashSet().SetEquals(meant.New.Keys));
        return proof is not null;
    }

    private static WriteIntent Meant(string? stamp) => Intent(
        stamp is null ? new() { [Vertical] = Item("n"), [Summary] = "n" } : new() { [Vertical] = Item("n"), [Summary] = "n", [StampField] = "n" },
        stamp is null ? null : StampField);

    private static ContactRecord Present(string vertical, string summary, string? stamp, int? updatedBy) => Record(
        stamp is null
            ? new() { [Vertical] = Item(vertical), [Summary] = summary }
            : new() { [Vertical] = Item(vertical), [Summary] = summary, [StampField] = stamp },
        updatedBy);

    private static string Item(string letter) => letter switch { "n" => "[I:16]", "o" => "[I:15]", "x" => "[I:18]", _ => "[I:0]" };

    private static WriteIntent Intent(Dictionary<string, string> set, string? stamp) => new(
        1, "applied", set.Keys.ToDictionary(k => k, string? (k) => k == Vertical ? Item("o") : "o"), set, DateTimeOffset.UnixEpoch)
    { Stamp = stamp };

    private static ContactRecord Record(Dictionary<string, string> fields, int? updatedBy) => new()
    {
        ContactId = 1,
        Name = "",
        Website = "",
        City = "",
        OrgNr = "",
        Owner = null,
        PersonIds = [],
        Fields = fields,
        UpdatedDate = DateTimeOffset.UnixEpoch,
        UpdatedBy = updatedBy,
        Deleted = false,
    };
}
