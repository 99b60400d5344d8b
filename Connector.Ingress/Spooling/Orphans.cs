namespace Connector.Ingress.Spooling;

/// <summary>Finds files of the spool whose process has ended.</summary>
internal sealed class Orphans(SpoolFolder folder, ILogger logger)
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _done = new(StringComparer.Ordinal);

    /// <summary>Takes them, empty ones too, oldest first; sets damaged ones aside.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public IEnumerable<SpoolFile> Take()
    {
        folder.Tidy();
        foreach (var path in folder.Files().ToList())
        {
            if (TryTake(path) is { } file)
            {
                if (_done.Remove(file.Name, out var done))
                {
                    file.Done(done);
                }

                if (file.Events > 0)
                {
                    logger.Adopted(file.Name, file.Events);
                }

                yield return file;
            }
        }
    }

    /// <summary>A file stays where it is and is tried again and again; the log says so once.</summary>
    public void TellNotAdopted(string name, Exception exception)
    {
        if (_reported.Add(name))
        {
            logger.NotAdopted(name, exception);
        }
    }

    /// <summary>Remembers of a file that is left where it is which of its events Redis has, should it be taken again.</summary>
    public void Leave(SpoolFile file)
    {
        if (file.DoneTo > 0)
        {
            _done[file.Name] = file.DoneTo;
        }
    }

    private SpoolFile? TryTake(string path)
    {
        try
        {
            return SpoolFile.Adopt(path) is { } file ? Opened(file) : null;
        }
        catch (Exception exception) when (SpoolDamage.IsDiskTrouble(exception))
        {
            TellNotAdopted(Path.GetFileNameWithoutExtension(path), exception);
            return null;
        }
    }

    private SpoolFile? Opened(SpoolFile file)
    {
        try
        {
            file.Open();
        }
        catch (Exception exception) when (SpoolDamage.Is(exception))
        {
            logger.SetAside(file.Name, file.SetAside(), exception);
            return null;
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return file;
    }
}
