using System.Reflection;

namespace Connector.Jobs;

/// <summary>A Lua script of this library: its own file behind the shared ones.</summary>
internal sealed class Script
{
    private static readonly string Shared =
        string.Concat(new[] { "common", "permission", "account", "run", "ending", "requesting", "spend", "operation", "finding", "writing", "refusing" }.Select(Resource));

    /// <summary>Loads <c>{name}.lua</c>. Its first line, <c>#!lua</c> with the script's flags, stays the first line of the whole.</summary>
    public Script(string name)
    {
        var own = Resource(name);
        var firstLine = own[..(own.IndexOf('\n', StringComparison.Ordinal) + 1)];
        if (!firstLine.StartsWith("#!lua", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{name}.lua does not begin with #!lua.");
        }

        Name = name;
        Text = firstLine + Shared + own[firstLine.Length..];
    }

    public string Name { get; }

    public string Text { get; }

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"{name}.lua is not embedded in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
