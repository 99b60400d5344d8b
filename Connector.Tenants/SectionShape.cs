using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Connector.Tenants;

/// <summary>
/// Compares a section of a tenant's file with the class it is meant for, and turns it into settings as any other source has them. The
/// configuration's own binder passes over what does not fit, which is too kind for a file that opens somebody's CRM.
/// </summary>
/// <remarks>Sentences name members of the class, never what stands in the file; but for entries of lists, which are many and no secrets.</remarks>
internal sealed class SectionShape(Func<string, string, Task<string>> readFile)
{
    /// <summary>Behind a text's name: the file that holds it.</summary>
    public const string FileSuffix = "File";

    private const int MostValues = 5_000;
    private const int LongestShown = 60;

    /// <summary>The settings by their names, spelt as the classes spell them.</summary>
    public Dictionary<string, string?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those that have a file of their own.</summary>
    public HashSet<string> InFiles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a section.</summary>
    /// <exception cref="InvalidDataException">It is not of that shape.</exception>
    public async Task ReadAsync(string path, JsonElement element, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (IsText(type))
        {
            Add(path, Text(path, element, type));
        }
        else if (ElementOf(type, typeof(IDictionary<,>), 1) is { } value)
        {
            await ReadMembersAsync(path, element, (name, member) => ReadAsync($"{path}:{Key(path, name)}", member, value));
        }
        else if (ElementOf(type, typeof(IEnumerable<>), 0) is { } item)
        {
            await ReadItemsAsync(path, element, item);
        }
        else
        {
            await ReadMembersAsync(path, element, (name, member) => ReadMemberAsync(path, name, member, type));
        }
    }

    private async Task ReadMemberAsync(string path, string name, JsonElement element, Type type)
    {
        if (name.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase) && Find(type, name[..^FileSuffix.Length]) is { } inFile && inFile.PropertyType == typeof(string))
        {
            await ReadFileAsync($"{path}:{inFile.Name}", element);
            return;
        }

        var property = Find(type, name)
            ?? throw new InvalidDataException($"A name in {path} is not known; known are {string.Join(", ", Properties(type).Select(known => known.Name))}.");
        await ReadAsync($"{path}:{property.Name}", element, property.PropertyType);
    }

    private async Task ReadFileAsync(string path, JsonElement element)
    {
        var file = Text(path + FileSuffix, element, typeof(string));
        if (string.IsNullOrEmpty(file))
        {
            return;
        }

        Add(path, await readFile(path + FileSuffix, file));
        InFiles.Add(path);
    }

    private static async Task ReadMembersAsync(string path, JsonElement element, Func<string, JsonElement, Task> read)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{path} must be an object in braces.");
        }

        foreach (var member in element.EnumerateObject())
        {
            await read(member.Name, member.Value);
        }
    }

    private async Task ReadItemsAsync(string path, JsonElement element, Type item)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new InvalidDataException($"{path} must be a list in brackets.");
        }

        var at = 0;
        foreach (var one in element.EnumerateArray())
        {
            var entry = string.Create(CultureInfo.InvariantCulture, $"{path}:{at++}");
            if (IsText(item) && !IsEntry(one, item))
            {
                throw new InvalidDataException($"{entry} is {Shown(one)}, which does not belong there.");
            }

            await ReadAsync(entry, one, item);
        }
    }

    // An empty entry is no entry that was left out: passed over, the list would say less than it seems to.
    private static bool IsEntry(JsonElement element, Type type) =>
        element.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && (element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText()) is { Length: > 0 } text
        && Fits(text, type);

    private static string Shown(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? $"'{element.GetString()}'" : element.GetRawText();
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= LongestShown ? text : $"{text[..LongestShown]}…";
    }

    private void Add(string path, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            // As good as unset, as it is for variables; but a text may well be meant to be empty.
            if (value is not null)
            {
                Values.TryAdd(path, value);
            }

            return;
        }

        if (Values.TryGetValue(path, out var other) && !string.IsNullOrEmpty(other))
        {
            throw new InvalidDataException($"{path} and {path}{FileSuffix} are both set, or one of them twice; one has to go.");
        }

        Values[path] = value;
        if (Values.Count > MostValues)
        {
            throw new InvalidDataException($"The file has more than {MostValues} values.");
        }
    }

    private static string? Text(string path, JsonElement element, Type type)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.True when type == typeof(bool) => "true",
            JsonValueKind.False when type == typeof(bool) => "false",
            _ => throw Misplaced(path),
        };
        return string.IsNullOrEmpty(text) || Fits(text, type) ? text : throw Misplaced(path);
    }

    private static InvalidDataException Misplaced(string path) => new($"{path} has a value that does not belong there.");

    // As the binder reads it, but for numbers and lists of names, which an enumeration's own converter takes.
    private static bool Fits(string text, Type type)
    {
        try
        {
            return type == typeof(string)
                || ((!type.IsEnum || text.All(c => char.IsAsciiLetter(c) || c == '-'))
                    && TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text) is not null);
        }
        catch (Exception misfit) when (misfit is FormatException or ArgumentException or NotSupportedException or OverflowException
            || misfit.InnerException is FormatException or OverflowException)
        {
            return false;
        }
    }

    private static string Key(string path, string name) =>
        name.Length is > 0 and <= 200 && !name.Contains(':', StringComparison.Ordinal) ? name
        : throw new InvalidDataException($"A name in {path} is empty, too long, or holds a colon.");

    private static bool IsText(Type type) => type == typeof(string) || TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    private static Type? ElementOf(Type type, Type collection, int argument) =>
        type.GetInterfaces().Append(type).FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == collection)?.GetGenericArguments()[argument];

    private static PropertyInfo? Find(Type type, string name) =>
        Properties(type).FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0
                && (property.SetMethod is { IsPublic: true } || !IsText(property.PropertyType)));
}
