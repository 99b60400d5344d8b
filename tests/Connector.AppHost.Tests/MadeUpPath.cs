namespace Connector.AppHost.Tests;

/// <summary>A directory for PATH with nothing in it but the given programs, which are shell scripts.</summary>
internal sealed class MadeUpPath : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-path-");

    public string Directories => _directory.FullName;

    public MadeUpPath With(string program, string script)
    {
        var file = Path.Combine(Directories, program);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return this;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
