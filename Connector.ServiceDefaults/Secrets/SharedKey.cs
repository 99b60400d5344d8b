using System.Security.Cryptography;
using System.Text;

namespace Connector.ServiceDefaults.Secrets;

/// <summary>A key that two of our services share, so that one knows the other.</summary>
public sealed class SharedKey
{
    /// <summary>A shorter one is refused, characters.</summary>
    public const int Shortest = 32;

    private const int Longest = 1024;

    private readonly byte[] _hash;

    private SharedKey(string text) => (Text, _hash) = (text, Hash(text));

    /// <summary>The key itself, to be sent.</summary>
    public string Text { get; }

    /// <summary>Whether <paramref name="given"/> is the key. Takes as long whatever is given.</summary>
    public bool Is(string? given) => CryptographicOperations.FixedTimeEquals(_hash, Hash(given ?? ""));

    /// <summary>Reads a key that stands in a setting, or alone in a file that a setting names.</summary>
    /// <param name="value">The setting.</param>
    /// <param name="file">The setting with <c>File</c> behind its name.</param>
    /// <param name="setting">Its name, for the problem.</param>
    /// <param name="problem">What is wrong, without the key; null if nothing is.</param>
    /// <param name="mayBeAbsent">Whether a file that is missing or empty means that there is no key.</param>
    /// <returns>The key; null if there is none, or a problem.</returns>
    public static SharedKey? Read(string? value, string? file, string setting, out string? problem, bool mayBeAbsent = false)
    {
        problem = null;
        if (!string.IsNullOrEmpty(value) && !string.IsNullOrEmpty(file))
        {
            problem = $"Set either {setting} or {setting}File, not both.";
            return null;
        }

        if (!string.IsNullOrEmpty(file))
        {
            if (mayBeAbsent && !File.Exists(file))
            {
                return null;
            }

            if (!TryReadFile(file, out value))
            {
                problem = $"{setting}File cannot be read, or is longer than a key can be.";
                return null;
            }

            if (mayBeAbsent && value.Length == 0)
            {
                return null;
            }
        }
        else if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (value.Length is < Shortest or > Longest || value.Any(character => character is <= ' ' or > '~'))
        {
            problem = $"{setting} must hold {Shortest} to {Longest} printable ASCII characters without spaces, such as the output of openssl rand -hex 32.";
            return null;
        }

        return new SharedKey(value);
    }

    private static bool TryReadFile(string file, out string text)
    {
        text = "";
        try
        {
            var info = new FileInfo(file);
            if (info.Length > 2 * Longest)
            {
                return false;
            }

            // Editors end a file with a line break.
            text = File.ReadAllText(file).Trim();
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return false;
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
