using Connector.Jobs.Accounts;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;
using CsCheck;

namespace Connector.Worker.Tests.Writing;

/// <summary>What a stamp proves when the ledger is gone.</summary>
public sealed class RecoveredTests
{
    private const string Vertical = "SuperOffice:83";
    private const string Summary = "SuperOffice:84";
    private const string Opener = "SuperOffice:85";
    private const string StampField = "SuperOffice:88";

    private static readonly EntityKey Entity = EntityKey.Contact(7);
    private static readonly string Print = new('b', 64);
    private static readonly DateTimeOffset At = new(2026, 11, 25, 8, 30, 0, TimeSpan.Zero);
    private static readonly FieldMap Map = MapsForTests.Of(
        new MappedField(FieldNames.Vertical, MergePolicy.KeepHuman, new(Vertical, "Vertical", FieldType.List, 0, 108, null)),
        new MappedField(FieldNames.Summary, MergePolicy.KeepHuman, new(Summary, "Summary", FieldType.LongText, 0, null, null)),
        new MappedField(FieldNames.Opener, MergePolicy.KeepHuman, new(Opener, "Opener", FieldType.LongText, 0, null, null)),
        new MappedField(FieldNames.Stamp, MergePolicy.KeepHuman, new(StampField, "Stamp", FieldType.ShortText, 199, null, null)));

    [Theory]
    [InlineData("[I:14]", "[I:14]", true)]
    [InlineData("[I:14]", "14", true)]
    [InlineData("[I:14]", "[I:15]", false)]
    [InlineData("[I:14]", "", false)]
    public void AListField_IsOursWhileItHoldsTheItem(string written, string present, bool ours) =>
        Assert.Equal(ours ? present : Recovered.Unknown, From(Written((Vertical, written)), (Vertical, present))!.Written[Vertical]);

    [Theory]
    [InlineData("text", "text", true)]
    [InlineData("two\nlines", "two\r\nlines ", true)]
    [InlineData("text", "Text", false)]
    [InlineData("text", "", false)]
    [InlineData("text", null, false)]
    public void AText_IsOursWhileItSaysTheSame(string written, string? present, bool ours) =>
        Assert.Equal(ours ? present : Recovered.Unknown, From(Written((Summary, written)), (Summary, present))!.Written[Summary]);

    [Fact]
    public void AFieldWeNeverWrote_IsNotClaimed()
    {
        var recovered = From(Written((Summary, "text")), (Summary, "text"), (Opener, "a human's"))!;

        Assert.Equal([Summary], recovered.Written.Keys);
        Assert.Equal((Fingerprint.Applied(Print, Map.Version), At), (recovered.Applied, recovered.At));
    }

    [Fact]
    public void WhatWasOurs_AndIsAHumansNow_StaysAHumans_WhenItIsForgottenAgain()
    {
        var first = From(Written((Summary, "text"), (Opener, "ours")), (Summary, "a human's"), (Opener, "ours"))!;
        var second = From(first.Written, (Summary, "a human's"), (Opener, "ours"))!;

        Assert.Equal(first.Written, second.Written);
        Assert.Equal(1, second.Ours);
    }

    [Fact]
    public void AnAnswerThatWasNotWhollyApplied_DoesNotCountAsApplied() =>
        Assert.Null(Recovered.From(Entity, Map, Record(StampOver(Written((Summary, "text")), complete: false), (Summary, "text")))!.Applied);

    [Fact]
    public void AnotherRecordsStamp_OrOneThatSomebodyEdited_ProvesNothing()
    {
        var text = StampOver(Written((Summary, "text")), complete: true);

        Assert.NotNull(Recovered.From(Entity, Map, Record(text, (Summary, "text"))));
        Assert.Null(Recovered.From(EntityKey.Contact(8), Map, Record(text, (Summary, "text"))));
        Assert.Null(Recovered.From(EntityKey.Person(7), Map, Record(text, (Summary, "text"))));
        Assert.Null(Recovered.From(Entity, Map, Record(text.Replace("bbb", "bbc", StringComparison.Ordinal), (Summary, "text"))));
        Assert.Null(Recovered.From(Entity, Map, Record(Stamp.TryParse(text)!.Plain, (Summary, "text"))));
        Assert.Null(Recovered.From(Entity, Map, Record("a human's note", (Summary, "text"))));
    }

    [Fact]
    public void AStampOverAllFields_FitsAShortText() => Assert.InRange(
        StampOver(Written((Vertical, "[I:14]"), (Summary, "text"), (Opener, "ours")), complete: false).Length, 1, 199);

    [Fact]
    public void RecoveredFields_AreInTheStateTheyWereIn() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Bool).Sample((written, present, list) =>
        {
            string[] texts = ["", "a", "a\r\nb", "a\nb ", "c"];
            string[] items = ["", "[I:1]", "1", "[I:2]", "[I:3]"];
            var (field, type, forms) = list ? (Vertical, FieldType.List, items) : (Summary, FieldType.LongText, texts);
            var before = Merge.StateOf(type, forms[present], forms[written]);

            var recovered = From(Written((field, forms[written])), (field, forms[present]))!;

            Assert.Equal(before, Merge.StateOf(type, forms[present], recovered.Written.GetValueOrDefault(field)));
        });

    private static Dictionary<string, string> Written(params (string ProgId, string Value)[] fields) => fields.ToDictionary(f => f.ProgId, f => f.Value);

    private static Recovered? From(IReadOnlyDictionary<string, string> written, params (string ProgId, string? Value)[] present) =>
        Recovered.From(Entity, Map, Record(StampOver(written, complete: true), present));

    private static string StampOver(IReadOnlyDictionary<string, string> written, bool complete) =>
        CompanionFields.StampOf(new Dictionary<string, string>(), Map, new StampSource(Entity, Print, written, complete), At)!;

    private static Dictionary<string, string> Record(string stamp, params (string ProgId, string? Value)[] fields)
    {
        var record = fields.Where(f => f.Value is not null).ToDictionary(f => f.ProgId, f => f.Value!);
        record[StampField] = stamp;
        return record;
    }
}
