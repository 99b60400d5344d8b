using System.Text;

namespace Connector.Jobs.Disk;

/// <summary>Files and directories that hold people's data: for the service's user alone.</summary>
public static class PrivateFiles
{
    private const UnixFileMode OnlyOurs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a directory where it is missing.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not.</exception>
    public static string MakeDirectory(string directory)
    {
        var path = Path.GetFullPath(directory);
        return OperatingSystem.IsWindows() ? Directory.CreateDirectory(path).FullName : Directory.CreateDirectory(path, OnlyOurs).FullName;
    }

    /// <summary>Makes an empty file, unless there is one. SQLite would let others read; its log gets the rights of the file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not.</exception>
    public static void MakeFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }

    /// <summary>Gives a file another content, whole or not at all; on the disk when this returns.</summary>
    /// <exception cref="IOException">It has the one it had.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Replace(string path, string content)
    {
        var unfinished = path + ".new";
        File.Delete(unfinished);
        MakeFile(unfinished);
        using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
