namespace Connector.Jobs.Tests.Servers;

/// <summary>A kind of Redis that the job machine must work on.</summary>
internal interface ITestServer : IAsyncDisposable
{
    string ConnectionString { get; }

    Task StartAsync();

    /// <summary>The number of an empty database that nobody uses.</summary>
    int NextDatabase();
}
