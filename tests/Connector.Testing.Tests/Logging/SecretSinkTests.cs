using Microsoft.Extensions.Logging;

namespace Connector.Testing.Logging;

public sealed class SecretSinkTests : IDisposable
{
    private readonly SecretSink _sink = new();

    public static TheoryData<string, Action<ILogger>> Leaks => new()
    {
        { "message", logger => logger.LogTrace("open sesame") },
        { "value", logger => logger.LogInformation("{Token}", "open sesame") },
        { "encoded", logger => logger.LogInformation("token=open%20sesame") },
        { "exception", logger => logger.LogError(new InvalidOperationException("open sesame"), "failed") },
        { "scope text", logger => InScope(logger, "open sesame") },
        { "scope value", logger => InScope(logger, new Dictionary<string, object?> { ["token"] = "open sesame" }) },
    };

    [Theory]
    [MemberData(nameof(Leaks))]
    public void Secret_is_found_wherever_it_is_logged(string place, Action<ILogger> log)
    {
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_sink));

        log(factory.CreateLogger("test"));

        Assert.True(_sink.LinesWith("open sesame").Count == 1, $"not found in the {place}");
    }

    [Fact]
    public void Lines_without_the_secret_are_not_reported()
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(_sink));

        factory.CreateLogger("test").LogInformation("nothing here");

        Assert.Single(_sink.Lines);
        Assert.Empty(_sink.LinesWith("open sesame"));
    }

    public void Dispose() => _sink.Dispose();

    private static void InScope(ILogger logger, object scope)
    {
        using var opened = logger.BeginScope(scope);
        logger.LogInformation("inside");
    }
}
