namespace Connector.Worker.Tests.World;

/// <summary>The same with a world and an enricher process of its own, beside the first: most of these tests wait for time to pass.</summary>
[CollectionDefinition(Name)]
public sealed class SecondWorld : ICollectionFixture<OutsideWorld>, ICollectionFixture<RealEnricher>
{
    public const string Name = "second outside world";
}
