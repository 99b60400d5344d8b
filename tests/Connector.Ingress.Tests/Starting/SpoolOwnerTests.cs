using Connector.Ingress.Spooling;
using Connector.Ingress.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.Ingress.Tests.Starting;

/// <summary>A spool's directory is one profile's: a post is answered before Redis could say whose data it has.</summary>
[Collection(SharedRedis.Name)]
public sealed class SpoolOwnerTests(RedisFixture redis) : IDisposable
{
    private const string Id = "0190a0a0a0a070008000000000000001";

    private readonly string _folder = Directory.CreateTempSubdirectory("connector-spool-").FullName;

    [Fact]
    public void The_first_claims_it_for_its_profile_and_others_of_that_profile_may_share_it()
    {
        Assert.Null(SpoolOwner.Claim(_folder, "tenant"));
        Assert.Null(SpoolOwner.Claim(_folder, "tenant"));
        Assert.Equal("tenant", SpoolOwner.Claim(_folder, "sandbox"));
        Assert.Equal("profile", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(_folder))));
    }

    [Fact]
    public void Of_two_profiles_at_the_same_time_one_gets_it()
    {
        for (var i = 0; i < 500; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{i}")).FullName;
            var owners = new string?[2];
            Parallel.Invoke(() => owners[0] = SpoolOwner.Claim(folder, "tenant"), () => owners[1] = SpoolOwner.Claim(folder, "sandbox"));
            Assert.Contains(null, owners);
            Assert.Single(owners, owner => owner is not null);
        }
    }

    [Theory]
    [InlineData("tenant", null, $"spool-tenant-{Id}.db")]
    [InlineData("tenant", null, "epoch-tenant.json")]
    [InlineData("tenant", null, $"spool-sandbox-{Id}.db", $"spool-tenant-{Id}.db")]
    [InlineData("tenant", null, $"probe-{Id}.lock", "somebody's notes.txt")]
    [InlineData("tenant", "sandbox", $"spool-sandbox-{Id}.db")]
    [InlineData("tenant", "my-sandbox", $"spool-my-sandbox-{Id}.corrupt")]
    [InlineData("tenant", "sandbox", "epoch-sandbox.json")]
    public void Of_a_directory_of_an_older_version_the_names_of_its_files_tell(string profile, string? owner, params string[] files)
    {
        foreach (var file in files)
        {
            File.WriteAllText(Path.Combine(_folder, file), "");
        }

        Assert.Equal(owner, SpoolOwner.Claim(_folder, profile));
        Assert.Equal(owner is null, File.Exists(Path.Combine(_folder, "profile")));
    }

    [Fact]
    public async Task Another_profiles_directory_is_refused_at_the_start_with_what_to_do()
    {
        Assert.Null(SpoolOwner.Claim(_folder, "tenant"));
        await using var host = new IngressHost(redis, ("Ingress:Spool:Directory", _folder));

        var failure = Assert.Throws<OptionsValidationException>(host.StartServer);
        Assert.Equal(
            $"Ingress:Spool:Directory: {_folder} belongs to the profile 'tenant', and Jobs:Profile is 'sandbox'. "
            + "Give each profile a directory of its own, or correct Ingress:Spool:Directory or Jobs:Profile.",
            Assert.Single(failure.Failures));
        Assert.Equal("profile", Path.GetFileName(Assert.Single(Directory.EnumerateFiles(_folder))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
