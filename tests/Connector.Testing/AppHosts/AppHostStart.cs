namespace Connector.Testing.AppHosts;

/// <summary>How an AppHost is started.</summary>
public sealed record AppHostStart
{
    /// <summary>Whether in a terminal, which keys go to and which can be closed. Otherwise its output is read as from a pipe.</summary>
    public bool InTerminal { get; init; }

    /// <summary>Where its data are; a new place by default.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>By how much its ports are higher than usual; by default so much that all are free.</summary>
    public int? Shift { get; init; }

    /// <summary>More arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>More variables, <c>NAME=value</c> each.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
}
