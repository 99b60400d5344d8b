namespace Connector.Testing.Tenants;

/// <summary>A directory of tenants' files, gone with the test. Files are exchanged as tools do it: in one step.</summary>
public sealed class TenantFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("connector-tenants-").FullName;

    /// <summary>Has a service read it, ten times a second.</summary>
    public (string Key, string? Value)[] Settings => [("Tenants:Directory", Path), ("Tenants:ReadEvery", "00:00:00.100")];

    public void Write(string name, string content)
    {
        var half = System.IO.Path.Combine(Path, name + ".half");
        File.WriteAllText(half, content);
        File.Move(half, System.IO.Path.Combine(Path, name), overwrite: true);
    }

    public void Delete(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
