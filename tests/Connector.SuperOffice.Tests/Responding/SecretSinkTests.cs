using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Sdk;

namespace Connector.SuperOffice.Tests.Responding;

public sealed class SecretSinkTests
{
    [Fact]
    public async Task Secret_in_a_log_line_fails_the_test_that_caused_it()
    {
        await using var responder = await Responder.StartAsync();
        var host = ClientHost.For(responder);
        host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("any").LogTrace("{Value}", ClientHost.Secret + "client");

        await Assert.ThrowsAnyAsync<XunitException>(async () => await host.DisposeAsync());
    }

    [Fact]
    public async Task Secret_in_a_failure_fails_the_test_that_caused_it()
    {
        await using var responder = await Responder.StartAsync();
        var host = ClientHost.For(responder);
        await host.FailureAsync((_, _) => throw new SuperOfficeException(FailureKind.Refused, FailureScope.Entity, ClientHost.Secret));

        await Assert.ThrowsAnyAsync<XunitException>(async () => await host.DisposeAsync());
    }
}
