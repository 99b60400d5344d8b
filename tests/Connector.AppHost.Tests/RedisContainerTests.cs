using Aspire.Hosting.ApplicationModel;
using Connector.AppHost.Redis;
using Microsoft.Extensions.Configuration;

namespace Connector.AppHost.Tests;

/// <summary>Aspire's Redis container does what the services demand, run and published.</summary>
public sealed class RedisContainerTests
{
    private const string Durable =
        " --appendonly yes --appendfsync always --maxmemory 512mb --maxmemory-policy noeviction --stop-writes-on-bgsave-error no";

    public static TheoryData<string[]> Modes => new(["--Redis:Run", "container"], ["--publisher", "manifest"]);

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task It_keeps_every_event_as_its_own_command_says(string[] mode)
    {
        await using var model = await AppModel.CreateAsync([.. mode, "--RedisMemory", "512mb"]);

        var redis = Assert.IsType<RedisResource>(model.Resource("redis"));
        var command = CommandOf(redis, await model.ArgumentsAsync("redis"));
        Assert.StartsWith(
            mode[0] == "--publisher" ? "umask 077 && printf 'requirepass %s\\n' \"$REDIS_PASSWORD\" > /tmp/redis.conf && exec redis-server /tmp/redis.conf "
                : "redis-server --requirepass $REDIS_PASSWORD ",
            command,
            StringComparison.Ordinal);
        Assert.EndsWith(Durable, command, StringComparison.Ordinal);
        Assert.Equal("/data", Assert.Single(redis.Annotations.OfType<ContainerMountAnnotation>()).Target);
    }

    // With a trusted developer certificate on the machine Aspire would put TLS into it, which the services do not speak to it.
    [Fact]
    public async Task It_has_no_TLS_whatever_certificates_there_are()
    {
        await using var model = await AppModel.CreateAsync("--Redis:Run", "container");

        var certificate = Assert.Single(model.Resource("redis").Annotations.OfType<HttpsCertificateAnnotation>());
        Assert.Equal((false, null), (certificate.UseDeveloperCertificate, certificate.Certificate));
        Assert.DoesNotContain(await model.ArgumentsAsync("redis"), argument => argument.Contains("tls", StringComparison.OrdinalIgnoreCase));
        Assert.Matches("^localhost:[0-9]+,password=[A-Za-z0-9]{32}$", await model.ConnectionStringAsync("redis"));
    }

    [Fact]
    public async Task Its_data_are_in_a_volume_for_each_profile_and_tenant()
    {
        await using var run = await AppModel.CreateAsync("--Redis:Run", "container");
        await using var published = await AppModel.CreateAsync("--publisher", "manifest");

        Assert.Equal("sandbox.Cust10001", VolumeOf(run));
        Assert.Equal("connector.redis", VolumeOf(published));

        static string? VolumeOf(AppModel model) => Assert.Single(model.Resource("redis").Annotations.OfType<ContainerMountAnnotation>()).Source;
    }

    [Theory]
    [InlineData]
    [InlineData("--requirepass", "secret")]
    [InlineData("-c", "valkey-server --save 60 1")]
    [InlineData("-c", "redis-server --save 60 1", "--port", "7000")]
    public void Command_of_another_form_is_refused_instead_of_ignored(params string[] command)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => RedisDurability.KeepEveryEvent([.. command], Settings("512mb")));

        Assert.Contains("of a form not known here", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plenty")]
    [InlineData("0mb")]
    [InlineData("1gb; rm -rf /")]
    public void Memory_that_is_no_size_is_refused(string memory)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => RedisDurability.KeepEveryEvent(["-c", "redis-server "], Settings(memory)));

        Assert.Contains("such as 512mb", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What the container's shell is given as its only command.</summary>
    private static string CommandOf(RedisResource redis, IReadOnlyList<string> arguments)
    {
        Assert.Equal("/bin/sh", redis.Entrypoint);
        if (arguments[0] == "-c")
        {
            return Assert.Single(arguments.Skip(1));
        }

        // Then it is the orchestrator that makes one string of them.
        Assert.True(redis.ShellExecution);
        return string.Join(' ', arguments);
    }

    private static IConfiguration Settings(string memory) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("RedisMemory", (string?)memory)]).Build();
}
