using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.SuperOffice.Tests;

public sealed class SuperOfficeOptionsTests
{
    [Theory]
    [InlineData("ContextIdentifier", "", "SO_CONTEXT_IDENTIFIER")]
    [InlineData("ContextIdentifier", "Customer1", "SO_CONTEXT_IDENTIFIER")]
    [InlineData("ContextIdentifier", "Cust1/../x", "SO_CONTEXT_IDENTIFIER")]
    [InlineData("Environment", "online.superoffice.com", "SO_ENVIRONMENT")]
    [InlineData("Environment", "evil.example/", "SO_ENVIRONMENT")]
    [InlineData("Environment", "onlin", "the nearest is online")]
    [InlineData("Environment", "sood2", "the nearest is sod")]
    [InlineData("Environment", "qa", "SO_ENVIRONMENT")]
    [InlineData("Environment", "production", "SO_ENVIRONMENT")]
    [InlineData("ClientId", "", "SO_CLIENT_ID")]
    [InlineData("ClientSecret", "", "SO_CLIENT_SECRET")]
    [InlineData("RefreshToken", "", "SO_REFRESH_TOKEN")]
    [InlineData("RedirectUri", "callback", "SO_REDIRECT_URI")]
    [InlineData("LoginUrl", "http://login.example.com/", "SuperOffice:LoginUrl")]
    [InlineData("LoginUrl", "/relative", "SuperOffice:LoginUrl")]
    [InlineData("Timeout", "00:10:00", "SuperOffice:Timeout")]
    [InlineData("CallsPerSecond", "0", "SuperOffice:CallsPerSecond")]
    [InlineData("BreakerFailureRatio", "0", "SuperOffice:BreakerFailureRatio")]
    [InlineData("BreakerMinimumCalls", "1", "SuperOffice:BreakerMinimumCalls")]
    [InlineData("BreakerMinimumLoginCalls", "1", "SuperOffice:BreakerMinimumLoginCalls")]
    [InlineData("BreakerWindow", "00:00:00", "SuperOffice:BreakerWindow")]
    [InlineData("BreakerPause", "02:00:00", "SuperOffice:BreakerPause")]
    [InlineData("AssociateId", "-1", "SuperOffice:AssociateId")]
    [InlineData("Language", "English", "SuperOffice:Language")]
    public async Task Setting_that_cannot_work_stops_the_start_and_names_itself(string key, string value, string named)
    {
        using var host = Host((key, value));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "key", null, "SO_SYSTEM_USER_TOKEN")]
    [InlineData("no token", "key", null, "SO_SYSTEM_USER_TOKEN")]
    [InlineData("App-s3cret", null, null, "SO_PRIVATE_KEY_FILE")]
    [InlineData("App-s3cret", "s3cret, but no key", null, "SO_PRIVATE_KEY_FILE")]
    [InlineData("App-s3cret", "<RSAKeyValue>s3cret</RSAKeyValue>", null, "SO_PRIVATE_KEY_FILE")]
    [InlineData("App-s3cret", "public key", null, "SO_PRIVATE_KEY_FILE")]
    [InlineData("App-s3cret", null, "/no/such/file", "SO_PRIVATE_KEY_FILE")]
    [InlineData("App-s3cret", "key", "/no/such/file", "keep one of them")]
    public async Task System_user_that_cannot_log_in_stops_the_start(string token, string? key, string? file, string named)
    {
        using var rsa = RSA.Create(2048);
        key = key switch { "key" => rsa.ExportPkcs8PrivateKeyPem(), "public key" => rsa.ExportSubjectPublicKeyInfoPem(), _ => key };
        using var host = Host(("Login", "SystemUser"), ("RefreshToken", ""), ("SystemUserToken", token), ("PrivateKey", key), ("PrivateKeyFile", file));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SO_REFRESH_TOKEN", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_settings_start()
    {
        using var host = Host(("Environment", "online3"));
        await host.StartAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Host(params (string Key, string? Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SuperOffice:ContextIdentifier"] = "Cust10001",
            ["SuperOffice:ClientId"] = "client",
            ["SuperOffice:ClientSecret"] = "s3cret-client",
            ["SuperOffice:RefreshToken"] = "s3cret-refresh",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => new KeyValuePair<string, string?>("SuperOffice:" + setting.Key, setting.Value)));
        builder.AddSuperOffice();
        return builder.Build();
    }
}
