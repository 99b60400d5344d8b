namespace Connector.Worker.Tests.World;

/// <summary>Tests that share an outside world, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class Serial : ICollectionFixture<OutsideWorld>
{
    public const string Name = "outside world";
}
