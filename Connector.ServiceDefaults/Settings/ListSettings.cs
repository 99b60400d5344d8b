using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Settings;

/// <summary>
/// Compares the lists and dictionaries of a section with what was configured. The configuration's binder passes over an entry that does not fit, and over
/// a list given as one value: then what looks restricted is not.
/// </summary>
/// <typeparam name="T">The section's class.</typeparam>
/// <param name="configuration">What was configured.</param>
/// <param name="section">The section's name.</param>
public sealed class ListSettings<T>(IConfiguration configuration, string section) : IValidateOptions<T>
    where T : class
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var failures = Check(configuration.GetSection(section), typeof(T)).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(IConfigurationSection at, Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            var setting = at.GetSection(property.Name);
            var problems = EntryOf(property.PropertyType) is { } entry ? CheckList(setting, entry)
                : IsPart(property.PropertyType) ? Check(setting, property.PropertyType)
                : [];
            foreach (var problem in problems)
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> CheckList(IConfigurationSection list, Type entry)
    {
        if (!string.IsNullOrEmpty(list.Value))
        {
            yield return $"{list.Path} is {ListEntry.Shown(list.Value)}, and has to be a list: give each entry its own number or name, as in {list.Path}:0.";
        }

        foreach (var one in list.GetChildren())
        {
            if (one.GetChildren().Any())
            {
                yield return $"{one.Path} has to be one value, and has parts of its own, such as {one.GetChildren().First().Path}.";
            }
            else if (entry != typeof(string) && !Fits(one.Value, entry))
            {
                yield return $"{one.Path} is {ListEntry.Shown(one.Value)}, which is not {(entry == typeof(int) ? "a whole number" : "a " + entry.Name)}.";
            }
            else if (one.Value is null)
            {
                yield return $"{one.Path} is empty.";
            }
        }
    }

    private static bool Fits(string? text, Type type)
    {
        try
        {
            return text is not null && TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null;
        }
        catch (Exception misfit) when (misfit is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static bool IsPart(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type != typeof(string) && type.Assembly.GetName().Name!.StartsWith("Connector.", StringComparison.Ordinal);

    /// <summary>Of which type a list's entries, or a dictionary's values, are; null for any other type.</summary>
    private static Type? EntryOf(Type type) => !type.IsGenericType ? null
        : type.GetGenericTypeDefinition() is var generic && (generic == typeof(IList<>) || generic == typeof(IDictionary<,>)) ? type.GetGenericArguments()[^1]
        : null;
}

/// <summary>Registration.</summary>
public static class ListSettingsExtensions
{
    /// <summary>Refuses wrong entries in the section's lists.</summary>
    public static OptionsBuilder<T> ValidateLists<T>(this OptionsBuilder<T> options, string section)
        where T : class
    {
        options.Services.AddSingleton<IValidateOptions<T>>(services => new ListSettings<T>(services.GetRequiredService<IConfiguration>(), section));
        return options;
    }
}
