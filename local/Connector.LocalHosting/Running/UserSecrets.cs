using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Connector.LocalHosting.Running;

/// <summary>The AppHost's .NET user secrets, where generated values survive the run: in clear, in the user's profile.</summary>
internal sealed class UserSecrets(Assembly? appHost, bool inMemory)
{
    private readonly Lock _writing = new();

    /// <summary>The file, or null where nothing is kept: in tests, and for users without a home.</summary>
    public string? FilePath { get; } =
        !inMemory && Directory.Exists(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile))
        && appHost?.GetCustomAttribute<UserSecretsIdAttribute>()?.UserSecretsId is { } id
            ? PathHelper.GetSecretsPathFromSecretsId(id)
            : null;

    /// <summary>Keeps a value, and gives it back. Where the file cannot be written, the next run generates another.</summary>
    public string Keep(string key, string value)
    {
        if (FilePath is not null)
        {
            lock (_writing)
            {
                var secrets = File.Exists(FilePath) ? JsonNode.Parse(File.ReadAllText(FilePath)) as JsonObject ?? [] : [];
                secrets[key] = value;
                TryWrite(FilePath, secrets.ToJsonString());
            }
        }

        return value;
    }

    private static void TryWrite(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var temporary = $"{path}.{Environment.ProcessId}";
            const UnixFileMode user = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = user }))
            {
                writer.Write(text);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written to.
        }
    }
}
