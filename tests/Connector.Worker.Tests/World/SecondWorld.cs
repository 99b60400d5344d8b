namespace Connector.Worker.Tests.World;

/// <summary>The same with a world of its own, beside the first: most of these tests wait for time to pass.</summary>
[CollectionDefinition(Name)]
public sealed class SecondWorld : ICollectionFixture<OutsideWorld>
{
    public const string Name = "second outside world";
}
