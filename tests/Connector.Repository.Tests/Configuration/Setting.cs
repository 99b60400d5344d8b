using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Connector.Repository.Tests.Configuration;

/// <summary>A setting as an options class has it.</summary>
/// <param name="Key">Such as <c>Jobs:Lease</c>; that of a list is its first entry's.</param>
/// <param name="Property">Where it is.</param>
/// <param name="Default">As configuration would spell it; null if there is none.</param>
internal sealed record Setting(string Key, PropertyInfo Property, string? Default)
{
    /// <summary>The settings of all options classes, which are those with a public constant <c>Section</c>.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "Connector.*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.EndsWith(".Tests", StringComparison.Ordinal) && name != "Connector.Testing")
            .SelectMany(name => Assembly.Load(name!).GetTypes())
            .Select(type => (Type: type, Section: type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true } section
                ? (string?)section.GetRawConstantValue()
                : null))
            .Where(options => options.Section is not null)
            .SelectMany(options => Below(options.Section!, Activator.CreateInstance(options.Type)!)),
    ];

    public bool IsList => Property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(Property.PropertyType);

    public bool IsRequired => Default is null && Property.GetCustomAttribute<RequiredAttribute>() is not null;

    public override string ToString() => Key;

    private static IEnumerable<Setting> Below(string section, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var (key, value) = ($"{section}:{property.Name}", property.GetValue(options));
            var isNested = property.PropertyType.IsClass && property.PropertyType.Namespace?.StartsWith("Connector", StringComparison.Ordinal) == true;
            var isList = value is IEnumerable and not string;
            foreach (var setting in isNested ? Below(key, value!) : [new Setting(isList ? $"{key}:0" : key, property, isList ? null : Spell(value))])
            {
                yield return setting;
            }
        }
    }

    private static string? Spell(object? value) => value switch
    {
        null or "" => null,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
