using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value from outside the model.</summary>
public class ParameterResource : Resource, IValueProvider, IManifestExpressionProvider
{
    private readonly Lazy<string> _value;

    internal ParameterResource(string name, Func<string> value) : base(name) => _value = new(value);

    internal string Value => _value.Value;

    string IValueProvider.Value => Value;
}

/// <summary>Where a parameter without a configured value gets one.</summary>
public abstract class ParameterDefault
{
    private protected ParameterDefault() { }

    internal abstract string Create();
}

/// <summary>Generates a random value.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LettersAndDigits = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Shortest length, in characters.</summary>
    public int MinLength { get; set; }

    /// <summary>Whether characters other than letters and digits may occur. Default true.</summary>
    public bool Special { get; set; } = true;

    internal override string Create() =>
        RandomNumberGenerator.GetString(Special ? LettersAndDigits + "-_.{}~()*+!" : LettersAndDigits, Math.Max(MinLength, 1));
}
