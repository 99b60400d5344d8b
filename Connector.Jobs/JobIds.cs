namespace Connector.Jobs;

/// <summary>Makes job ids.</summary>
public static class JobIds
{
    /// <summary>A new UUIDv7 as 32 hexadecimal digits; ids made later sort later.</summary>
    public static string New() => Guid.CreateVersion7().ToString("N");
}
