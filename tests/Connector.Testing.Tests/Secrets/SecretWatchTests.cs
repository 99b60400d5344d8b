using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Connector.Testing.Secrets;

public sealed class SecretWatchTests
{
    private const string Secret = SecretText.Marker + "of-a-test";

    private static readonly ActivitySource Source = new("test");

    public static TheoryData<string, Action<ILogger>> Leaks => new()
    {
        { "log test", logger => logger.LogTrace("got {Answer}", Secret) },
        { "log test, Token", logger => InScope(logger, new Dictionary<string, object?> { ["Token"] = Secret }) },
        { "log test", logger => logger.LogError(new InvalidOperationException(Secret), "failed") },
        { "message of InvalidOperationException", _ => Throw(new InvalidOperationException(Secret)) },
        { "message of FormatException", _ => Throw(new InvalidOperationException("outer", new FormatException(Secret))) },
        { "span test call, url", _ => Trace(("url", $"http://localhost/?token={Secret}")) },
    };

    [Theory]
    [MemberData(nameof(Leaks))]
    public void Secret_anywhere_fails_the_run_at_its_end_and_is_not_repeated(string place, Action<ILogger> leak)
    {
        var watch = new SecretWatch();
        using (var factory = LoggerFactory.Create(logging => SecretWatch.Attach(logging.SetMinimumLevel(LogLevel.Warning))))
        {
            leak(factory.CreateLogger("test"));
        }

        var failure = Assert.Throws<InvalidOperationException>(watch.Dispose);
        Assert.Contains(place, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("of-a-test", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sandbox-client-secret")]
    [InlineData("Bearer 8A:Cust10001.0123456789ABCDEF")]
    [InlineData("ticket=7T%3ACust10001.0123456789ABCDEF")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----")]
    public void Text_that_looks_like_a_secret_is_one(string text) => Assert.NotNull(SecretText.FirstIn(text));

    [Theory]
    [InlineData(null)]
    [InlineData("GET v1/Contact/{id} answered 401 for Cust10001")]
    [InlineData("8A: and 7T: begin tokens")]
    public void Ordinary_text_is_none(string? text) => Assert.Null(SecretText.FirstIn(text));

    [Fact]
    public void Run_without_a_secret_ends_well()
    {
        using var watch = new SecretWatch();
        using var factory = LoggerFactory.Create(logging => SecretWatch.Attach(logging));

        factory.CreateLogger("test").LogInformation("nothing here");
        Throw(new InvalidOperationException("nor here"));
        Trace(("http.status", 200));
    }

    private static void Throw(Exception exception)
    {
        void Throwing() => throw exception;
        Assert.ThrowsAny<Exception>(Throwing);
    }

    private static void Trace((string Key, object Value) tag)
    {
        using var span = Source.StartActivity("call");
        Assert.NotNull(span);
        span.SetTag(tag.Key, tag.Value);
    }

    private static void InScope(ILogger logger, object scope)
    {
        using var opened = logger.BeginScope(scope);
        logger.LogInformation("inside");
    }
}
