namespace Connector.Worker.Tests.World;

/// <summary>One more, so that all tests together wait no longer than a third of the time.</summary>
[CollectionDefinition(Name)]
public sealed class ThirdWorld : ICollectionFixture<OutsideWorld>
{
    public const string Name = "third outside world";
}
