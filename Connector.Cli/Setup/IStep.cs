namespace Connector.Cli.Setup;

/// <summary>A step of the walk.</summary>
internal interface IStep
{
    /// <summary>What it is about, in a few words.</summary>
    string Title { get; }

    /// <summary>What it is for, in a sentence or two.</summary>
    string Purpose { get; }

    /// <summary>What was found where it is done already, in a line; null where it has to be done. Asks nobody and changes nothing.</summary>
    Task<string?> LookAsync(Walk walk, CancellationToken cancellationToken);

    /// <summary>Does it. What it returns is what came of it, in a line.</summary>
    /// <exception cref="CommandException">It cannot be done now; says the cause and what to do.</exception>
    Task<string> RunAsync(Walk walk, CancellationToken cancellationToken);
}
