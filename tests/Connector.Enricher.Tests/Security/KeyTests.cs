using Connector.Enricher.Security;
using Connector.Enricher.Tests.Calls;
using Connector.ServiceDefaults.Secrets;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Connector.Enricher.Tests.Security;

/// <summary>Who may ask.</summary>
public sealed class KeyTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Next = "fedcba9876543210fedcba9876543210";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer 0123456789abcdef0123456789abcdeF")]
    [InlineData("Bearer 0123456789abcdef0123456789abcdef0")]
    [InlineData("Basic 0123456789abcdef0123456789abcdef")]
    [InlineData(Key)]
    public async Task Without_the_key_nothing_is_asked(string? header)
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Enricher:Key"] = Key });
        var metadata = new Metadata();
        if (header is not null)
        {
            metadata.Add("authorization", header);
        }

        var thrown = await Assert.ThrowsAsync<RpcException>(async () => await enricher.Client.EnrichPersonAsync(Requests.Person(), metadata, cancellationToken: _ct));

        Assert.Equal((StatusCode.Unauthenticated, "ENRICHER_KEY_REFUSED"), (thrown.StatusCode, FailureTests.InfoOf(thrown).Reason));
        Assert.Empty(explorer.Requests);
        Assert.DoesNotContain(Key, enricher.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_key_of_a_file_questions_are_answered_and_health_needs_none()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Key + "\n", _ct);
            await using var explorer = await FakeExplorer.StartAsync();
            await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Enricher:KeyFile"] = file });

            var answer = await enricher.Client.EnrichContactAsync(Requests.Contact(), new Metadata { { "authorization", "Bearer " + Key } }, cancellationToken: _ct);
            var health = await new Health.HealthClient(enricher.Channel).CheckAsync(new HealthCheckRequest(), cancellationToken: _ct);

            Assert.NotNull(answer.Enriched);
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_key_is_exchanged_without_a_restart_two_count_meanwhile_and_a_slip_changes_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("connector-key-");
        try
        {
            var (file, previous) = (Path.Combine(folder.FullName, "key"), Path.Combine(folder.FullName, "previous"));
            await File.WriteAllTextAsync(file, Key, _ct);
            var time = new FakeTimeProvider();
            await using var explorer = await FakeExplorer.StartAsync();
            await using var enricher = await EnricherHost.StartAsync(
                explorer.Address,
                new() { ["Enricher:KeyFile"] = file, ["Enricher:KeyPreviousFile"] = previous },
                services => services.AddSingleton<TimeProvider>(time));
            Assert.Equal((true, false), (await MayAskAsync(Key), await MayAskAsync(Next)));

            await File.WriteAllTextAsync(previous, Key, _ct);
            await File.WriteAllTextAsync(file, Next + "\n", _ct);
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.DoesNotContain("Enricher:KeyPrevious was used", enricher.Log.Text, StringComparison.Ordinal);
            Assert.Equal((true, true), (await MayAskAsync(Key), await MayAskAsync(Next)));
            Assert.Contains("Enricher:KeyPrevious was used", enricher.Log.Text, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, "short", _ct);
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal((true, true), (await MayAskAsync(Key), await MayAskAsync(Next)));
            Assert.Contains("A key cannot be exchanged. Enricher:Key must hold 32", enricher.Log.Text, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, Next, _ct);
            await File.WriteAllTextAsync(previous, "", _ct);
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Equal((false, true), (await MayAskAsync(Key), await MayAskAsync(Next)));
            Assert.DoesNotContain(Next, enricher.Log.Text, StringComparison.Ordinal);

            async Task<bool> MayAskAsync(string key)
            {
                var thrown = await Record.ExceptionAsync(async () => await enricher.Client.EnrichContactAsync(
                    Requests.Contact(), new Metadata { { "authorization", "Bearer " + key } }, cancellationToken: _ct));
                return thrown is null ? true : thrown is RpcException { StatusCode: StatusCode.Unauthenticated } ? false : throw thrown;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_previous_key_alone_is_refused()
    {
        var result = new EnricherOptionsValidator().Validate(null, new EnricherOptions { KeyPrevious = Key });

        Assert.Contains("set Enricher:Key", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    public async Task Beyond_loopback_it_does_not_start_without_a_key_and_says_why(string url)
    {
        await using var explorer = await FakeExplorer.StartAsync();

        var thrown = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Kestrel:Endpoints:grpc:Url"] = url });
        });

        Assert.Contains("Set Enricher:Key", thrown.ToString(), StringComparison.Ordinal);
        await using var keyed = await EnricherHost.StartAsync(explorer.Address, new() { ["Kestrel:Endpoints:grpc:Url"] = url, ["Enricher:Key"] = Key });
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcde", null, "must hold 32")]
    [InlineData("0123456789abcdef 0123456789abcdef", null, "without spaces")]
    [InlineData(Key, "/some/file", "not both")]
    [InlineData(null, "/there/is/none", "cannot be read")]
    public void A_key_that_cannot_be_one_is_refused_and_not_repeated(string? value, string? file, string why)
    {
        Assert.Null(SharedKey.Read(value, file, "Enricher:Key", out var problem));

        Assert.Contains(why, problem, StringComparison.Ordinal);
        Assert.Contains("Enricher:Key", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_host_but_the_configured_ones_is_called()
    {
        await using var explorer = await FakeExplorer.StartAsync();
        await using var enricher = await EnricherHost.StartAsync(explorer.Address, new() { ["Explorer:AllowedHosts:0"] = "localhost" });
        using var http = enricher.Services.GetRequiredService<IHttpClientFactory>().CreateClient("explorer");

        await Assert.ThrowsAsync<InvalidOperationException>(() => http.GetAsync(new Uri("http://elsewhere.example/"), _ct));
        using var allowed = await http.GetAsync(new UriBuilder(explorer.Address) { Host = "localhost" }.Uri, _ct);

        Assert.Single(explorer.Requests);
    }
}
