namespace Connector.Jobs.Queue;

/// <summary>What became of a wish that concerns many entities: each is a request, and so a job of its own.</summary>
/// <param name="Batch">What was asked for together, which can be undone together.</param>
/// <param name="Jobs">How many jobs were made.</param>
/// <param name="LeftOut">How many entities there was nothing to do for, or too much for one call: ask again.</param>
public sealed record Submitted(string Batch, int Jobs, int LeftOut);
