using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Connector.Tenants;

/// <summary>What a tenant's file says at one moment.</summary>
/// <param name="Fingerprint">The same as long as the file and those it names are the same.</param>
/// <param name="Settings">What it says; null if the tenant is disabled or the file is wrong.</param>
/// <param name="Problem">What is wrong, in a sentence that quotes nothing of any file; null if nothing is.</param>
internal sealed record TenantReading(string Fingerprint, TenantSettings? Settings, string? Problem = null);

/// <summary>Reads a tenant's file and the files that this service's sections of it name.</summary>
internal sealed class TenantFileReader : IDisposable
{
    private const int LargestFile = 65_536;
    private const string Enabled = "Enabled";

    private static readonly JsonDocumentOptions Json = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 16,
    };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IncrementalHash _contents = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly string _path;
    private readonly IReadOnlyCollection<TenantSection> _sections;

    private TenantFileReader(string path, IReadOnlyCollection<TenantSection> sections) => (_path, _sections) = (path, sections);

    /// <summary>Reads; never fails for what stands in a file, or for a file that cannot be read.</summary>
    public static async Task<TenantReading> ReadAsync(string path, IReadOnlyCollection<TenantSection> sections, CancellationToken cancellationToken)
    {
        using var reader = new TenantFileReader(path, sections);
        try
        {
            var settings = await reader.ReadTenantAsync(cancellationToken);
            return new TenantReading(reader.Fingerprint(), settings);
        }
        catch (InvalidDataException problem)
        {
            return new TenantReading(reader.Fingerprint() + problem.Message, Settings: null, problem.Message);
        }
    }

    public void Dispose() => _contents.Dispose();

    private string Fingerprint() => Convert.ToHexString(_contents.GetCurrentHash());

    private async Task<TenantSettings?> ReadTenantAsync(CancellationToken cancellationToken)
    {
        using var document = Parse(await ReadTextAsync("The file", _path, cancellationToken));
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException("The file holds no object.");
        }

        var members = document.RootElement.EnumerateObject().ToList();
        if (members.Any(member => !TenantSection.Known.Contains(member.Name) && !member.Name.Equals(Enabled, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidDataException($"It has a section whose name is not known; known are {Enabled}, {string.Join(", ", TenantSection.Known.Order(StringComparer.Ordinal))}.");
        }

        return IsEnabled(members) ? await ReadSectionsAsync(members, cancellationToken) : null;
    }

    private async Task<TenantSettings> ReadSectionsAsync(List<JsonProperty> members, CancellationToken cancellationToken)
    {
        var shape = new SectionShape((setting, file) => ReadSecretAsync(setting, file, cancellationToken));
        var found = new List<string>();
        foreach (var member in members)
        {
            if (found.Contains(member.Name, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidDataException($"It has the section {found.First(name => name.Equals(member.Name, StringComparison.OrdinalIgnoreCase))} twice.");
            }

            if (_sections.FirstOrDefault(section => section.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase)) is { } section)
            {
                await shape.ReadAsync(section.Name, member.Value, section.Settings);
                found.Add(section.Name);
            }
        }

        return new TenantSettings(TenantNaming.IdOf(_path), TenantNaming.LoggableOf(_path), shape.Values, found, shape.InFiles);
    }

    private static bool IsEnabled(List<JsonProperty> members)
    {
        var said = members.Where(member => member.Name.Equals(Enabled, StringComparison.OrdinalIgnoreCase)).Select(member => member.Value.ValueKind).ToList();
        return said switch
        {
            [] or [JsonValueKind.True] => true,
            [JsonValueKind.False] => false,
            _ => throw new InvalidDataException($"{Enabled} must be true or false."),
        };
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Json);
        }
        catch (JsonException wrong)
        {
            // The exception's own message may quote the file.
            throw new InvalidDataException($"Line {wrong.LineNumber + 1} is no JSON, or repeats a name.");
        }
    }

    private async Task<string> ReadSecretAsync(string setting, string file, CancellationToken cancellationToken)
    {
        // Not quoted in any problem: somebody may have put the secret itself there.
        var path = Path.Combine(Path.GetDirectoryName(_path) ?? "", file);
        var text = (await ReadTextAsync($"The file that {setting} names", path, cancellationToken)).Trim();
        return text.Length > 0 ? text : throw new InvalidDataException($"The file that {setting} names is empty.");
    }

    private async Task<string> ReadTextAsync(string what, string path, CancellationToken cancellationToken)
    {
        // Rented, as it is asked for every few seconds and for each file; cleared, as others rent it next.
        var buffer = ArrayPool<byte>.Shared.Rent(LargestFile + 1);
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = await stream.ReadAtLeastAsync(buffer.AsMemory(0, LargestFile + 1), LargestFile + 1, throwOnEndOfStream: false, cancellationToken);
            if (length > LargestFile)
            {
                throw new InvalidDataException($"{what} has more than {LargestFile} bytes.");
            }

            _contents.AppendData(SHA256.HashData(buffer.AsSpan(0, length)));
            return Utf8.GetString(buffer, 0, length).TrimStart('\uFEFF');
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{what} does not exist.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InvalidDataException($"{what} cannot be read as text ({unreadable.GetType().Name}).");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
