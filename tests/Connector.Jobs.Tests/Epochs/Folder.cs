namespace Connector.Jobs.Tests.Epochs;

/// <summary>A directory for one test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("connector-state-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
