namespace Connector.LocalRedis;

/// <summary>dpkg's list of packages: blank-line separated stanzas of <c>Key: value</c> lines.</summary>
internal static class DpkgStatus
{
    /// <summary>Names of the packages that are installed whole.</summary>
    public static async Task<IReadOnlySet<string>> ReadInstalledAsync(string file, CancellationToken ct)
    {
        var installed = new HashSet<string>();
        var package = "";
        await foreach (var line in File.ReadLinesAsync(file, ct))
        {
            if (line.StartsWith("Package: ", StringComparison.Ordinal))
            {
                package = line["Package: ".Length..];
            }
            else if (line == "Status: install ok installed")
            {
                installed.Add(package);
            }
        }

        return installed;
    }
}
