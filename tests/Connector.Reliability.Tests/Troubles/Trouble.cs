namespace Connector.Reliability.Tests.Troubles;

/// <summary>Something that makes a service unable to keep what it is given, and its end.</summary>
/// <param name="Name">For people.</param>
/// <param name="RunAsync">Makes it, sees the promises kept, ends it, and waits until all is well.</param>
internal sealed record Trouble(string Name, Func<CancellationToken, Task> RunAsync);
