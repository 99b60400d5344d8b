using System.Runtime.InteropServices;
using Connector.Testing;

namespace Connector.LocalRedis.Tests;

/// <summary>The cache with an apt that is a script: fast, and able to fail on demand.</summary>
public sealed class PackageCacheTests : IDisposable
{
    private readonly Machine _machine = new();

    public PackageCacheTests()
    {
        var status = Path.Combine(_machine.Bin, "status");
        File.WriteAllText(status, "Package: libc6\nStatus: install ok installed\n");
        _machine.Options = _machine.Options with { DpkgStatusFile = status };
        Apt();
    }

    public void Dispose() => _machine.Dispose();

    private string Entry => Path.Combine(
        _machine.Options.CacheDirectory, "redis-7.0.15-ubuntu24.04-" + RuntimeInformation.OSArchitecture.ToString().ToUpperInvariant());

    [Fact]
    public async Task Fetch_is_announced_in_one_line_that_says_what_and_where_to()
    {
        var found = await _machine.LocateAsync();

        Assert.Equal(RedisSource.Packages, found.Source);
        Assert.Equal(Path.Combine(Entry, "usr", "bin", "redis-server"), found.FileName);
        Assert.Contains(_machine.Options.CacheDirectory, Assert.Single(_machine.Announced), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_search_uses_the_cache_even_where_fetching_is_forbidden()
    {
        var first = await _machine.LocateAsync();
        _machine.Options = _machine.Options with { AllowFetch = false };

        Assert.Equal(first.FileName, (await _machine.LocateAsync()).FileName);
        Assert.Single(_machine.Announced);
        Assert.Equal(1, await DownloadsAsync());
    }

    [Fact]
    public async Task Forbidden_fetch_leaves_nothing_behind_and_says_who_forbade_it()
    {
        _machine.Options = _machine.Options with { AllowFetch = false };

        var sentence = await _machine.FailureAsync();

        Assert.Contains("--NoFetch forbids downloading packages", sentence, StringComparison.Ordinal);
        Assert.Contains("sudo apt-get install redis-server", sentence, StringComparison.Ordinal);
        Assert.Empty(_machine.Announced);
        Assert.False(Directory.Exists(_machine.Options.CacheDirectory));
    }

    [Fact]
    public async Task Broken_cache_is_noticed_and_rebuilt()
    {
        var found = await _machine.LocateAsync();
        await File.WriteAllTextAsync(found.FileName, "garbage", TestContext.Current.CancellationToken);

        await _machine.LocateAsync();

        Assert.Contains(_machine.Announced, line => line.Contains("does not run: fetching it again", StringComparison.Ordinal));
        Assert.Equal(2, await DownloadsAsync());
    }

    [Fact]
    public async Task Processes_that_start_together_fetch_once()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _machine.LocateAsync()));

        Assert.Single(found.Select(binary => binary.FileName).Distinct());
        Assert.Equal(1, await DownloadsAsync());
    }

    [Theory]
    [InlineData("update", "apt-get update failed (no network)")]
    [InlineData("download", "apt-get download failed (no network)")]
    public async Task Failed_fetch_is_told_in_apts_words_and_leaves_no_entry(string step, string reason)
    {
        Apt(failing: step);

        Assert.Contains(reason, await _machine.FailureAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(_machine.Options.CacheDirectory));
    }

    [Fact]
    public async Task Distribution_whose_server_is_too_old_is_told_so()
    {
        Apt(version: "6.0.16");

        Assert.Contains("is version 6.0.16, 7.0 or newer is needed", await _machine.FailureAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(_machine.Options.CacheDirectory));
    }

    [Fact]
    public async Task Remains_of_a_killed_fetch_are_removed()
    {
        var remains = Directory.CreateDirectory(Path.Combine(_machine.Options.CacheDirectory, ".building-killed")).FullName;

        await _machine.LocateAsync();

        Assert.False(Directory.Exists(remains));
    }

    [Fact]
    public async Task Cancelled_fetch_leaves_no_entry_and_frees_the_lock()
    {
        Apt(failing: "hang");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var fetch = RedisBinary.LocateAsync(_machine.Options, _ => { }, cancel.Token);
        await Eventually.TrueAsync(
            () => File.Exists(Path.Combine(_machine.Bin, "hanging")), cancellationToken: TestContext.Current.CancellationToken);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);

        Assert.Empty(Directory.EnumerateDirectories(_machine.Options.CacheDirectory));
        Apt();
        await _machine.LocateAsync();
    }

    private void Apt(string failing = "", string version = "7.0.15")
    {
        _machine.Script("apt-get", $$"""
            for step; do :
                if [ "$step" = '{{failing}}' ]; then echo 'no network' >&2; exit 100; fi
                if [ "$step" = update ] && [ '{{failing}}' = hang ]; then touch '{{_machine.Bin}}/hanging'; exec sleep 60; fi
                if [ "$step" = download ]; then echo x >> '{{_machine.Bin}}/downloads'; touch redis-server_1.deb; fi
            done
            """);
        _machine.Script("apt-cache", failing == "update"
            ? "echo 'E: No packages found' >&2; exit 100"
            : "[ \"$#\" -gt 0 ] && echo '  Depends: libc6'");
        _machine.Script("dpkg", $$"""
            mkdir -p "$3/usr/bin"
            printf '#!/bin/sh\necho "Redis server v={{version}} sha=0"\n' > "$3/usr/bin/redis-server"
            chmod +x "$3/usr/bin/redis-server"
            """);
    }

    private async Task<int> DownloadsAsync() =>
        (await File.ReadAllLinesAsync(Path.Combine(_machine.Bin, "downloads"), TestContext.Current.CancellationToken)).Length;
}
