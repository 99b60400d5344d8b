using System.Diagnostics;
using Connector.Testing;
using StackExchange.Redis;

namespace Connector.LocalRedis.Tests;

/// <summary>The real thing, on machines that have apt and reach its sources: a server nobody installed answers.</summary>
public sealed class AptPackagesTests : IDisposable
{
    private const string SystemStatus = "/var/lib/dpkg/status";
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Fetched_server_with_its_libraries_answers_and_the_system_is_untouched()
    {
        Assert.SkipUnless(
            new[] { "apt-get", "apt-cache", "dpkg" }.All(_machine.Borrow) && File.Exists(SystemStatus), "This system has no apt.");
        var status = await BareStatusAsync();
        _machine.Options = _machine.Options with { DpkgStatusFile = status, OsReleaseFile = "/etc/os-release" };
        var before = (File.GetLastWriteTimeUtc(SystemStatus), Directory.GetLastWriteTimeUtc("/var/lib/apt/lists"));

        RedisBinary found;
        try
        {
            found = await _machine.LocateAsync();
        }
        catch (RedisNotFoundException e) when (e.Message.Contains("apt-get update failed", StringComparison.Ordinal)
            || e.Message.Contains("apt-get download failed", StringComparison.Ordinal)
            || e.Message.Contains("or newer is needed", StringComparison.Ordinal))
        {
            Assert.Skip(e.Message);
            throw;
        }

        Assert.Equal(before, (File.GetLastWriteTimeUtc(SystemStatus), Directory.GetLastWriteTimeUtc("/var/lib/apt/lists")));
        Assert.Equal(RedisSource.Packages, found.Source);
        Assert.Single(Directory.EnumerateDirectories(_machine.Options.CacheDirectory));
        Assert.Contains(Directory.EnumerateFiles(_machine.Options.CacheDirectory, "libjemalloc.so*", SearchOption.AllDirectories), File.Exists);
        await AssertAnswersAsync(found);
    }

    // Libraries that this system happens to have are to be fetched as on one that lacks them.
    private async Task<string> BareStatusAsync()
    {
        var stanzas = (await File.ReadAllTextAsync(SystemStatus, TestContext.Current.CancellationToken)).Split("\n\n");
        var bare = stanzas.Where(stanza => !new[] { "Package: redis", "Package: libjemalloc2\n", "Package: liblzf1\n" }
            .Any(name => stanza.StartsWith(name, StringComparison.Ordinal)));
        var file = Path.Combine(_machine.Bin, "status");
        await File.WriteAllTextAsync(file, string.Join("\n\n", bare), TestContext.Current.CancellationToken);
        return file;
    }

    private async Task AssertAnswersAsync(RedisBinary found)
    {
        var port = FreePort.Next();
        var start = found.CreateStartInfo(["--save", ""], _machine.Data, port);
        start.RedirectStandardOutput = true; // Not into the test's own.
        using var server = Process.Start(start)!;
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},abortConnect=false");
            await Eventually.TrueAsync(
                async () => await connection.GetDatabase().PingAsync() > TimeSpan.Zero,
                cancellationToken: TestContext.Current.CancellationToken);
        }
        finally
        {
            await Signals.KillAsync(server);
        }
    }
}
