using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;
using CsCheck;

namespace Connector.Worker.Tests.Writing;

/// <summary>What the merge never does, whatever the CRM, the ledger and the Company Explorer hold.</summary>
public sealed class MergePropertyTests
{
    private static readonly IReadOnlyList<ListItem> Items = [new(14, "Logistics"), new(15, "Machinery"), new(16, "Energy")];

    private static readonly Gen<string?> Text = AnyOf<string?>(
        null, "", " ", "\n", "a", "a ", "a\n", "A", "b", "line\r\none", "line\none", "a text that is longer than the field", "a text that is", "\U0001F600\U0001F600\U0001F600");

    private static readonly Gen<string?> ItemWire = AnyOf<string?>(null, "", "0", "[I:0]", "14", "[I:14]", "[I:15]", "[I:16]", "[I:99]", "nonsense", "[I:");

    private static readonly Gen<string?> ItemName = AnyOf<string?>(null, "", "  ", "Logistics", " LOGISTICS", "Machinery", "Energy", "Space travel");

    private sealed record Case(MergePolicy Policy, FieldType Type, string? Present, string? Written, string? Proposed, TooLongText TooLong);

    private static readonly Gen<Case> Cases = Gen.OneOf(
        Gen.Select(Gen.Enum<MergePolicy>(), AnyOf(FieldType.ShortText, FieldType.LongText), Text, Text, Text, Gen.Enum<TooLongText>(),
            (policy, type, c, l, n, tooLong) => new Case(policy, type, c, l, n, tooLong)),
        Gen.Select(Gen.Enum<MergePolicy>(), ItemWire, ItemWire, ItemName, (policy, c, l, n) => new Case(policy, FieldType.List, c, l, n, TooLongText.Cut)));

    [Fact]
    public void Nothing_IsEverWritten_ThatIsEmptyOrThereAlready_OrOverAHumansValue() => Cases.Sample(
        one =>
        {
            var result = Merge.Compare(
                Map(one), new Dictionary<string, string?> { [FieldNames.Summary] = one.Type == FieldType.List ? null : one.Proposed, [FieldNames.Vertical] = one.Type == FieldType.List ? one.Proposed : null },
                Fields(one.Present), Fields(one.Written), new Dictionary<string, IReadOnlyList<ListItem>?> { ["F"] = Items });

            Assert.InRange(result.Set.Count, 0, 1);
            Assert.Equal(result.Set.Count, result.Fields.Count(f => f.Decision == "write"));
            if (string.IsNullOrWhiteSpace(one.Proposed))
            {
                Assert.Empty(result.Fields);
            }

            if (!result.Set.TryGetValue("F", out var value))
            {
                return;
            }

            // Never nothing, and nothing the field could not hold.
            Assert.NotNull(value);
            Assert.False(FieldValue.IsEmpty(one.Type, value));
            Assert.True(one.Type == FieldType.List ? Items.Any(i => value == $"[I:{i.Id}]") : value.Length <= 20);

            // Never what is there already.
            Assert.False(FieldValue.AreEqual(one.Type, one.Present, value));

            // Never over what is there and is not ours, unless the policy says so.
            var ours = !FieldValue.IsEmpty(one.Type, one.Written) && FieldValue.AreEqual(one.Type, one.Present, one.Written);
            var human = !FieldValue.IsEmpty(one.Type, one.Present) && !ours;
            Assert.True(!human || one.Policy == MergePolicy.Always);

            // Never into a field that a human emptied, unless the policy fills whatever is empty.
            var emptied = FieldValue.IsEmpty(one.Type, one.Present) && !FieldValue.IsEmpty(one.Type, one.Written);
            Assert.True(!emptied || one.Policy != MergePolicy.KeepHuman);
            Assert.True(one.Policy != MergePolicy.IfEmpty || FieldValue.IsEmpty(one.Type, one.Present));
        },
        iter: Testing.Tiers.Pick(20_000, 100_000, 1_000_000));

    [Fact]
    public void WhatWasWritten_IsAgreedWithTheNextTime() => Cases.Sample(
        one =>
        {
            var answer = new Dictionary<string, string?> { [one.Type == FieldType.List ? FieldNames.Vertical : FieldNames.Summary] = one.Proposed };
            var items = new Dictionary<string, IReadOnlyList<ListItem>?> { ["F"] = Items };
            var first = Merge.Compare(Map(one), answer, Fields(one.Present), Fields(one.Written), items);

            // The CRM holds what was written, perhaps with other line ends and without the space at the end.
            var held = first.Set.TryGetValue("F", out var value) ? value.ReplaceLineEndings("\r\n").TrimEnd() : null;
            Assert.True(held is null || Merge.Compare(Map(one), answer, Fields(held), Fields(held), items).Set.Count == 0);
        },
        iter: Testing.Tiers.Pick(5_000, 50_000, 500_000));

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static FieldMap Map(Case one) => MapsForTests.Of(new MappedField(
        one.Type == FieldType.List ? FieldNames.Vertical : FieldNames.Summary, one.Policy, new FieldDefinition("F", "F", one.Type, 20, null, null))
    { TooLong = one.TooLong });

    private static Dictionary<string, string> Fields(string? value) => value is null ? [] : new() { ["F"] = value };
}
