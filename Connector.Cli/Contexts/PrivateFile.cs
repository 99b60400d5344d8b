namespace Connector.Cli.Contexts;

/// <summary>Files that hold secrets: nobody but their owner may read them, and they are never half written.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Replaces the file, or makes it: by another one beside it, so that whoever reads it finds the old one or the new one.</summary>
    /// <param name="path">The file; where it is a link, what it leads to is replaced.</param>
    /// <param name="content">What it is to hold.</param>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Write(string path, string content)
    {
        try
        {
            var target = (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                // A file that services read as another user stays as its owner has made it.
                options.UnixCreateMode = File.Exists(target) ? File.GetUnixFileMode(target) : OwnerOnly;
            }

            var beside = $"{target}.{Guid.NewGuid():N}";
            try
            {
                using (var stream = new FileStream(beside, options))
                using (var writer = new StreamWriter(stream))
                {
                    writer.Write(content);
                    writer.Flush();
                    stream.Flush(flushToDisk: true);
                }

                File.Move(beside, target, overwrite: true);
            }
            finally
            {
                File.Delete(beside);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{path} cannot be written: {failure.Message}");
        }
    }

    /// <summary>Makes a directory, with those above it, that nobody else may enter.</summary>
    public static void MakeDirectory(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"The directory {path} cannot be made: {failure.Message}");
        }
    }

    /// <summary>True if others than its owner may read or change it, as far as the system tells.</summary>
    public static bool IsOpenToOthers(string path) => !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & Others) != 0;
}
