namespace Connector.LocalRedis.Tests;

public sealed class AptDependenciesTests
{
    [Fact]
    public void Alternatives_stay_together_and_providers_are_left_out()
    {
        const string output = """
            redis-tools
              PreDepends: init-system-helpers
             |Depends: libssl3t64
              Depends: libssl3
              Depends: libsystemd0
                libelogind0
              Depends: <debconf-2.0>
                cdebconf
            """;

        Assert.Equal([["libssl3t64", "libssl3"], ["libsystemd0"], ["debconf-2.0"]], AptDependencies.Parse(output));
    }
}
