using System.ComponentModel;
using System.Globalization;

namespace Connector.Worker.Writing;

/// <summary>Who wins where the CRM and the Company Explorer differ. Settings spell it <c>always</c>, <c>keep-human</c>, <c>if-empty</c>.</summary>
[TypeConverter(typeof(MergePolicyConverter))]
public enum MergePolicy
{
    /// <summary>What a human changed stays; what we wrote is kept up to date. The default.</summary>
    KeepHuman,

    /// <summary>The Company Explorer wins; what it replaces is shown.</summary>
    Always,

    /// <summary>Only empty fields are filled.</summary>
    IfEmpty,
}

/// <summary>Reads the spelling of settings.</summary>
internal sealed class MergePolicyConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        (value as string)?.Trim().ToLowerInvariant() switch
        {
            "keep-human" => MergePolicy.KeepHuman,
            "always" => MergePolicy.Always,
            "if-empty" => MergePolicy.IfEmpty,
            _ => throw new FormatException($"'{value}' is no merge policy; use keep-human, always or if-empty."),
        };
}
