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

    [Fact]
    public void WriteThatChangedNothing_IsNeverProved() =>
        Assert.Null(Proof.Of(Map, Record(new() { [Summary] = "o" }, Own), Intent(new() { [Summary] = "o" }, stamp: null), Own));

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
        var meant = new Dictionary<string, string> { [Vertical] = Item("n"), [Summary] = "n" };
        var present = new Dictionary<string, string> { [Vertical] = Item(vertical), [Summary] = summary };
        if (stamp is not null)
        {
            (meant[StampField], present[StampField]) = ("n", stamp);
        }

        var proof = Proof.Of(Map, Record(present, updatedBy), Intent(meant, stamp is null ? null : StampField), own);
        Assert.True(proof is null || proof.Keys.ToHashSet().SetEquals(meant.Keys));
        return proof is not null;
    }

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
