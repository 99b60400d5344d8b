using System.ComponentModel;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Writing;

public sealed class MergePolicyTests
{
    private static readonly TypeConverter Converter = TypeDescriptor.GetConverter(typeof(MergePolicy));

    [Theory]
    [InlineData("keep-human", MergePolicy.KeepHuman)]
    [InlineData("always", MergePolicy.Always)]
    [InlineData("if-empty", MergePolicy.IfEmpty)]
    [InlineData(" Keep-Human ", MergePolicy.KeepHuman)]
    public void Policy_is_read_as_settings_spell_it(string text, MergePolicy policy) => Assert.Equal(policy, Converter.ConvertFrom(text));

    [Theory]
    [InlineData("")]
    [InlineData("KeepHuman")]
    [InlineData("never")]
    public void Word_that_is_no_policy_is_refused_and_the_error_names_those_there_are(string text)
    {
        var refused = Assert.Throws<FormatException>(() => Converter.ConvertFrom(text));

        Assert.Equal($"'{text}' is no merge policy; use keep-human, always or if-empty.", refused.Message);
    }

    [Fact]
    public void Only_text_is_read()
    {
        Assert.True(Converter.CanConvertFrom(typeof(string)));
        Assert.False(Converter.CanConvertFrom(typeof(int)));
    }
}
