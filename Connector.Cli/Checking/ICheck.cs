using Connector.Cli.Findings;

namespace Connector.Cli.Checking;

/// <summary>Looks at one thing. Each stands for itself, so that a guided walk can run those of a step.</summary>
internal interface ICheck
{
    /// <summary>What is looked at, in a word or two.</summary>
    string Name { get; }

    /// <summary>True if it asks the tenant's API, and so needs a login that works.</summary>
    bool NeedsLogin { get; }

    /// <summary>Looks. A failure of SuperOffice may be thrown: it is a finding.</summary>
    IAsyncEnumerable<Finding> LookAsync(CheckInput input, CancellationToken cancellationToken);
}
