using Connector.AppHost.Redis;

namespace Connector.AppHost.Tests;

/// <summary>Where what is kept on this machine lies.</summary>
public sealed class DataDirectoryTests
{
    [Fact]
    public async Task All_data_lie_in_the_repository_unless_told_otherwise()
    {
        await using var model = await AppModel.CreateAsync();

        var places = await PlacesAsync(model);
        Assert.All(places.Values, place => Assert.Equal(Path.GetFullPath(place), place));
        Assert.All(places.Values, place => Assert.Contains("/.data/sandbox/Cust10001", place, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/elsewhere")]
    [InlineData("/else where/with \"quotes\"")]
    public async Task The_data_directory_takes_everything_along(string directory)
    {
        await using var model = await AppModel.CreateAsync("--DataDirectory", directory);

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["redis"] = $"{directory}/sandbox/Cust10001",
                ["Ingress__Spool__Directory"] = $"{directory}/sandbox/Cust10001/spool",
                ["Dashboard__SnapshotDirectory"] = $"{directory}/sandbox/Cust10001/snapshots",
                ["Dashboard__History__Directory"] = $"{directory}/sandbox/Cust10001/history",
                ["Worker__SnapshotDirectory"] = $"{directory}/sandbox/Cust10001/snapshots",
                ["Worker__WriteStopFile"] = $"{directory}/sandbox/Cust10001/write-stop",
                ["Worker__StateDirectory"] = $"{directory}/sandbox/Cust10001/spool/state",
            },
            await PlacesAsync(model));
    }

    [Theory]
    [InlineData("/.data/other/spool", "--RedisVolume", "other")]
    [InlineData("/elsewhere", "--SpoolDirectory", "/elsewhere")]
    public async Task The_spool_lies_beside_the_data_of_its_Redis(string expected, params string[] args)
    {
        await using var model = await AppModel.CreateAsync(args);

        Assert.EndsWith(expected, (await PlacesAsync(model))["Ingress__Spool__Directory"], StringComparison.Ordinal);
    }

    // A model is also made to publish, and by tests.
    [Fact]
    public async Task Making_the_model_leaves_nothing_on_the_disk()
    {
        var directory = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        await using var model = await AppModel.CreateAsync("--DataDirectory", directory);

        Assert.False(Directory.Exists(directory));
    }

    /// <summary>Each path a service is told, and that of Redis.</summary>
    private static async Task<Dictionary<string, string>> PlacesAsync(AppModel model)
    {
        var places = new Dictionary<string, string> { ["redis"] = Assert.IsType<RedisProcess>(model.Resource("redis")).WorkingDirectory };
        foreach (var service in (string[])["ingress", "dashboard", "worker"])
        {
            foreach (var (name, value) in await model.VariablesAsync(service))
            {
                if (name.EndsWith("Directory", StringComparison.Ordinal) || name.EndsWith("StopFile", StringComparison.Ordinal))
                {
                    places[name] = value;
                }
            }
        }

        return places;
    }
}
