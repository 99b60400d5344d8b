using Connector.SuperOffice.Fields;
using CsCheck;

namespace Connector.SuperOffice.Tests.Fields;

public sealed class FieldValueTests
{
    private static readonly Gen<(FieldType Type, FieldValue Value)> AnyValue = Gen.OneOf(
        Gen.Select(Gen.OneOf(FieldType.ShortText, FieldType.LongText, FieldType.Unknown), Gen.String)
            .Select((type, text) => (type, (FieldValue)new FieldValue.Text(text))),
        Gen.Int.Select(id => (FieldType.List, (FieldValue)new FieldValue.Item(id))),
        Gen.Int.Select(number => (FieldType.Number, (FieldValue)new FieldValue.Whole(number))),
        Gen.Double.Where(double.IsFinite).Select(number => (FieldType.Decimal, (FieldValue)new FieldValue.Fraction(number))),
        Gen.Bool.Select(flag => (FieldType.Checkbox, (FieldValue)new FieldValue.Flag(flag))),
        Gen.Select(Gen.OneOf(FieldType.Date, FieldType.UnlimitedDate), Gen.Int[2, 9999], Gen.Int[0, 364])
            .Select((type, year, day) => (type, (FieldValue)new FieldValue.Day(new DateOnly(year, 1, 1).AddDays(day)))),
        Gen.Const((FieldType.Date, (FieldValue)new FieldValue.Day(null))));

    [Fact]
    public void Parse_after_format_is_identity() =>
        AnyValue.Sample(sample => FieldValue.TryParse(sample.Type, sample.Value.ToWire(), out var parsed) && parsed == sample.Value);

    [Fact]
    public void Value_equals_its_own_wire_form() =>
        AnyValue.Sample(sample => FieldValue.AreEqual(sample.Type, sample.Value.ToWire(), sample.Value.ToWire()));

    [Fact]
    public void Values_that_differ_are_not_equal() =>
        Gen.Select(AnyValue, AnyValue)
            .Where(pair => pair.Item1.Type == pair.Item2.Type && pair.Item1.Value is not FieldValue.Text && pair.Item1.Value != pair.Item2.Value)
            .Sample((left, right) => !FieldValue.AreEqual(left.Type, left.Value.ToWire(), right.Value.ToWire()));

    [Fact]
    public void Any_text_is_answered_without_a_throw() =>
        Gen.Select(Gen.Enum<FieldType>(), Gen.OneOf(Gen.String, Gen.String.Select(text => $"[D:{text}]"), Gen.String.Select(text => $"[I:{text}]")))
            .Sample((type, wire) =>
            {
                _ = FieldValue.IsEmpty(type, wire);
                return FieldValue.AreEqual(type, wire, wire);
            });

    [Theory]
    [InlineData("[I:14]", 14)]
    [InlineData("14", 14)]
    [InlineData("[I:0]", 0)]
    [InlineData("0", 0)]
    [InlineData("", 0)]
    [InlineData(null, 0)]
    public void List_value_is_read_in_each_form(string? wire, int id)
    {
        Assert.True(FieldValue.TryParse(FieldType.List, wire, out var value));
        Assert.Equal(new FieldValue.Item(id), value);
        Assert.Equal(id == 0, FieldValue.IsEmpty(FieldType.List, wire));
        Assert.True(FieldValue.AreEqual(FieldType.List, wire, FieldValue.EncodeListItem(id)));
    }

    [Theory]
    [InlineData("[D:06/01/2020]")]
    [InlineData("[D:06/01/2020 00:00:00.0000000]")]
    [InlineData("[DT:06/01/2020 13:45:00.0000000]")]
    [InlineData("[D:01.06.2020]")]
    [InlineData("2020-06-01")]
    [InlineData("2020-06-01T00:00:00")]
    [InlineData("2020-06-01T09:30:00.5Z")]
    public void Day_is_read_in_each_form(string wire)
    {
        Assert.True(FieldValue.TryParse(FieldType.Date, wire, out var value));
        Assert.Equal(new FieldValue.Day(new DateOnly(2020, 6, 1)), value);
        Assert.False(FieldValue.IsEmpty(FieldType.Date, wire));
    }

    [Theory]
    [InlineData("[D:01/01/0001 00:00:00.0000000]")]
    [InlineData("[D:01/01/0001]")]
    [InlineData("0001-01-01T00:00:00")]
    [InlineData("[D:]")]
    [InlineData("")]
    [InlineData(null)]
    public void Day_not_set_is_empty_in_each_form(string? wire) => Assert.True(FieldValue.IsEmpty(FieldType.Date, wire));

    [Fact]
    public void Day_is_written_month_first() => Assert.Equal("[D:11/30/2030]", FieldValue.EncodeDate(new DateOnly(2030, 11, 30)));

    [Theory]
    [InlineData(FieldType.List, "Supplier")]
    [InlineData(FieldType.List, "[I:14")]
    [InlineData(FieldType.List, "[S:14]")]
    [InlineData(FieldType.Number, "1.5")]
    [InlineData(FieldType.Number, "99999999999")]
    [InlineData(FieldType.Decimal, "1,5x")]
    [InlineData(FieldType.Decimal, "[F:NaN]")]
    [InlineData(FieldType.Checkbox, "perhaps")]
    [InlineData(FieldType.Date, "[D:13/45/2020]")]
    [InlineData(FieldType.Date, "[D:06/01/2020 or so]")]
    [InlineData(FieldType.Date, "tomorrow")]
    public void Form_nobody_knows_is_neither_read_nor_empty(FieldType type, string wire)
    {
        Assert.False(FieldValue.TryParse(type, wire, out _));
        Assert.False(FieldValue.IsEmpty(type, wire));
        Assert.True(FieldValue.AreEqual(type, wire, wire));
        Assert.False(FieldValue.AreEqual(type, wire, ""));
    }

    [Theory]
    [InlineData("One\r\nTwo", "One\nTwo", true)]
    [InlineData("One\rTwo", "One\r\nTwo", true)]
    [InlineData("One  \r\n", "One", true)]
    [InlineData(" One", "One", false)]
    [InlineData("One", "one", false)]
    [InlineData("One\n\nTwo", "One\nTwo", false)]
    [InlineData("[I:6]", "6", false)]
    public void Texts_are_compared_after_the_normalisation_of_the_crm(string left, string right, bool same) =>
        Assert.Equal(same, FieldValue.AreEqual(FieldType.LongText, left, right));

    [Theory]
    [InlineData(FieldType.Checkbox, "True", "1", true)]
    [InlineData(FieldType.Checkbox, "true", "False", false)]
    [InlineData(FieldType.Checkbox, "", "False", true)]
    [InlineData(FieldType.Number, "[I:42]", "42", true)]
    [InlineData(FieldType.Decimal, "[F:123.40]", "123.4", true)]
    public void Numbers_and_flags_are_compared_by_value(FieldType type, string left, string right, bool same) =>
        Assert.Equal(same, FieldValue.AreEqual(type, left, right));
}
