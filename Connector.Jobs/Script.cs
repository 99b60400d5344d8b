using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Jobs;

/// <summary>
/// A Lua script of this library, behind the shared parts it uses: what it, or a part, says in its line <c>-- uses common, account</c>. Each part comes
/// once, after those it uses itself. Redis makes every function of the text anew for every call, so a script bears no part that it has no use for.
/// </summary>
internal sealed class Script
{
    private const string Uses = "-- uses ";

    /// <summary>Joins <c>{name}.lua</c>. Its first line, <c>#!lua</c> with the script's flags, stays the first line of the whole.</summary>
    /// <exception cref="InvalidOperationException">It is no script; or a part is missing, is a script itself, or uses itself.</exception>
    public Script(string name)
        : this(name, Resource)
    {
    }

    /// <summary>Joins it from elsewhere.</summary>
    internal Script(string name, Func<string, string?> source)
    {
        var own = source(name) ?? throw new InvalidOperationException($"{name}.lua is not embedded in this assembly.");
        var firstLine = own[..(own.IndexOf('\n', StringComparison.Ordinal) + 1)];
        if (!firstLine.StartsWith("#!lua", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{name}.lua does not begin with #!lua.");
        }

        var parts = new List<string>();
        var text = new StringBuilder(firstLine);
        Join(own, [name], source, parts, text);
        (Name, Parts, Text) = (name, parts, text.Append(own, firstLine.Length, own.Length - firstLine.Length).ToString());
#pragma warning disable CA5350 // Redis names scripts by SHA-1.
        Digest = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
    }

    public string Name { get; }

    /// <summary>The shared parts, in the order in which they come before it.</summary>
    public IReadOnlyList<string> Parts { get; }

    public string Text { get; }

    /// <summary>What Redis knows the text by.</summary>
    public byte[] Digest { get; }

    /// <summary>The parts that a script's or a part's text names.</summary>
    internal static string[] UsesOf(string text) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(Uses, StringComparison.Ordinal))?[Uses.Length..]
            .Split(',', StringSplitOptions.TrimEntries) ?? [];

    /// <summary>The text of an embedded file; null if there is none.</summary>
    internal static string? Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Join(string of, string[] path, Func<string, string?> source, List<string> joined, StringBuilder text)
    {
        foreach (var part in UsesOf(of).Where(part => !joined.Contains(part)))
        {
            if (path.Contains(part))
            {
                throw new InvalidOperationException($"{part}.lua uses itself: {string.Join(" uses ", [.. path, part])}.");
            }

            if (source(part) is not { } shared || shared.StartsWith("#!lua", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{path[^1]}.lua uses {part}, which is no shared part.");
            }

            Join(shared, [.. path, part], source, joined, text);
            text.Append(shared);
            joined.Add(part);
        }
    }
}
