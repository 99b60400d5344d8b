using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Connector.ServiceDefaults.Tests.Secrets;

/// <summary>Secrets that a container is given as files.</summary>
public sealed class SecretFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-secrets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_is_the_setting_it_is_named_after_and_wins()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "SuperOffice__ClientSecret"), "from a file\n", TestContext.Current.CancellationToken);
        var builder = BuilderWith(("Secrets:Directory", _folder.FullName), ("SuperOffice:ClientSecret", "from elsewhere"), ("SuperOffice:ClientId", "id"));

        builder.AddDefaultSecretFiles();

        Assert.Equal(("from a file", "id"), (builder.Configuration["SuperOffice:ClientSecret"], builder.Configuration["SuperOffice:ClientId"]));
    }

    [Fact]
    public void A_directory_that_is_not_there_is_named() => Assert.Contains(
        "/nowhere/at/all",
        Assert.Throws<DirectoryNotFoundException>(() => BuilderWith(("Secrets:Directory", "/nowhere/at/all")).AddDefaultSecretFiles()).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Without_a_directory_nothing_is_read() => Assert.Null(BuilderWith().AddDefaultSecretFiles().Configuration["SuperOffice:ClientSecret"]);

    private static WebApplicationBuilder BuilderWith(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        return builder;
    }
}
