using Aspire.Hosting.ApplicationModel;
using Connector.AppHost.Redis;

namespace Connector.AppHost.Tests;

/// <summary>Which Redis the services get, on machines that have different programs.</summary>
public sealed class RedisChoiceTests : IDisposable
{
    private const string Server = "echo 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64'";
    private const string TooOld = "echo 'Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64'";

    // A client prints much on any question but only with an engine does it end well.
    private const string Engine = "[ \"$1\" = info ]";
    private const string NoEngine = "echo 'Cannot connect to the Docker daemon' >&2; exit 1";

    private readonly MadeUpPath _path = new();

    public void Dispose() => _path.Dispose();

    [Fact]
    public async Task Own_Redis_wins_over_everything_and_nothing_is_started()
    {
        _path.With("redis-server", Server).With("docker", Engine);

        await using var model = await ModelAsync("--ConnectionStrings:redis", "elsewhere:6379", "--Redis:Run", "container");

        Assert.DoesNotContain("redis", model.Running);
        Assert.Equal("elsewhere:6379", (await model.VariablesAsync("worker"))["ConnectionStrings__redis"]);
    }

    [Fact]
    public async Task Container_that_is_asked_for_wins_over_a_server_on_path()
    {
        _path.With("redis-server", Server);

        await using var model = await ModelAsync("--Redis:Run", "container");

        Assert.IsType<RedisResource>(model.Resource("redis"));
    }

    [Fact]
    public async Task Server_on_path_wins_over_a_container_runtime()
    {
        _path.With("redis-server", Server).With("docker", Engine);

        await using var model = await ModelAsync();

        Assert.Equal(Path.Combine(_path.Directories, "redis-server"), Assert.IsType<RedisProcess>(model.Resource("redis")).Binary?.FileName);
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("podman")]
    public async Task Container_runtime_that_answers_wins_over_packages_and_a_server_that_is_too_old(string runtime)
    {
        _path.With("redis-server", TooOld).With(runtime, Engine);

        await using var model = await ModelAsync();

        Assert.IsType<RedisResource>(model.Resource("redis"));
    }

    [Fact]
    public async Task Process_that_is_asked_for_wins_over_a_container_runtime()
    {
        _path.With("redis-server", TooOld).With("docker", Engine);

        await using var model = await ModelAsync("--Redis:Run", "process");

        Assert.Null(Assert.IsType<RedisProcess>(model.Resource("redis")).Binary);
    }

    [Fact]
    public async Task Container_client_without_an_engine_leaves_the_packages()
    {
        _path.With("docker", NoEngine).With("podman", NoEngine);

        await using var model = await ModelAsync();

        Assert.Null(Assert.IsType<RedisProcess>(model.Resource("redis")).Binary);
    }

    [Fact]
    public async Task Without_any_of_them_it_is_the_packages_which_are_looked_for_at_the_start()
    {
        await using var model = await ModelAsync("--NoFetch", "true");

        Assert.Null(Assert.IsType<RedisProcess>(model.Resource("redis")).Binary);
    }

    private Task<AppModel> ModelAsync(params string[] arguments) => AppModel.CreateAsync([.. arguments, "--PATH", _path.Directories]);
}
