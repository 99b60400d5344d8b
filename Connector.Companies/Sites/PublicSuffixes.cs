using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace Connector.Companies.Sites;

/// <summary>
/// Under which names anybody can register one of their own, by the Public Suffix List (<c>public_suffix_list.dat</c>): those of registries, such as
/// <c>co.uk</c>, and those that firms let to their customers, such as <c>github.io</c>. Host names are expected in lower case and in ASCII.
/// </summary>
internal static class PublicSuffixes
{
    private static readonly IdnMapping Idn = new();
    private static readonly FrozenSet<string> Plain;
    private static readonly FrozenSet<string> Wildcards;
    private static readonly FrozenSet<string> Exceptions;

    static PublicSuffixes()
    {
        var (plain, wildcards, exceptions) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("public_suffix_list.dat")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            // A rule ends at the first blank.
            var rule = line.Split([' ', '\t'], 2)[0];
            if (rule.Length == 0 || rule.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            var (set, name) = rule[0] switch
            {
                '!' => (exceptions, rule[1..]),
                '*' => (wildcards, rule[2..]),
                _ => (plain, rule),
            };
            set.Add(System.Text.Ascii.IsValid(name) ? name : Idn.GetAscii(name));
        }

        (Plain, Wildcards, Exceptions) = (plain.ToFrozenSet(), wildcards.ToFrozenSet(), exceptions.ToFrozenSet());
    }

    /// <summary>The name that somebody registered, with one label before the public suffix; null for a public suffix itself.</summary>
    public static string? RegistrableDomain(string host)
    {
        var start = SuffixOf(host).Start;
        return start == 0 ? null : host[(host.LastIndexOf('.', start - 2) + 1)..];
    }

    /// <summary>Whether a rule of the list says so; else the last label counts as one.</summary>
    public static bool IsListed(string host) => SuffixOf(host).IsListed;

    private static (int Start, bool IsListed) SuffixOf(string host)
    {
        for (var start = 0; ; start = host.IndexOf('.', start) + 1)
        {
            var rest = host[start..];
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            if (dot >= 0 && Exceptions.Contains(rest))
            {
                return (start + dot + 1, true);
            }

            if (Plain.Contains(rest) || (dot >= 0 && Wildcards.Contains(rest[(dot + 1)..])))
            {
                return (start, true);
            }

            if (dot < 0)
            {
                return (start, false);
            }
        }
    }
}
