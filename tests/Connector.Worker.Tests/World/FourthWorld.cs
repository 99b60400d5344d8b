namespace Connector.Worker.Tests.World;

/// <summary>One more, so that all tests together wait no longer than a fourth of the time.</summary>
[CollectionDefinition(Name)]
public sealed class FourthWorld : ICollectionFixture<OutsideWorld>
{
    public const string Name = "fourth outside world";
}
