namespace Connector.Conformance;

/// <summary>Which tenant the suite talks to is chosen, never inferred.</summary>
public sealed class TenantChoiceTests
{
    private static readonly Dictionary<string, string> Complete = new()
    {
        ["SO_CONTEXT_IDENTIFIER"] = "Cust20001",
        ["SO_ENVIRONMENT"] = "online3",
        ["SO_CLIENT_ID"] = "client",
        ["SO_CLIENT_SECRET"] = "secret",
        ["SO_REFRESH_TOKEN"] = "refresh",
    };

    [Fact]
    public void CompleteEnvironmentAlone_ChoosesTheSandbox()
    {
        var choice = TenantChoice.Read(Complete.GetValueOrDefault);

        Assert.Null(choice.Settings);
        Assert.True(choice.MayCreate);
    }

    [Fact]
    public void Tenant_IsReadOnly_UnlessToldOtherwise()
    {
        var choice = Read(("CONFORMANCE", "tenant"));

        Assert.Equal("Cust20001", choice.Settings!["SuperOffice:ContextIdentifier"]);
        Assert.DoesNotContain("SuperOffice:LoginUrl", choice.Settings.Keys);
        Assert.Null(choice.WritableContact);
        Assert.False(choice.MayCreate);
    }

    [Fact]
    public void NamedContact_MayBeWritten() =>
        Assert.Equal(4711, Read(("CONFORMANCE", "tenant"), ("CONFORMANCE_WRITE", "contact:4711")).WritableContact);

    [Theory]
    [InlineData("CONFORMANCE", "production", "sandbox or tenant")]
    [InlineData("CONFORMANCE_WRITE", "4711", "contact:4711")]
    [InlineData("CONFORMANCE_WRITE", "contact:all", "contact:4711")]
    public void OddChoice_IsRefused_WithWhatToDo(string name, string value, string advice)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Read((name, value)));

        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TenantWithoutItsToken_IsRefused_ByName()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Read(("CONFORMANCE", "tenant"), ("SO_REFRESH_TOKEN", "")));

        Assert.Contains("SO_REFRESH_TOKEN", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SystemUser_NeedsItsKeyInsteadOfARefreshToken()
    {
        var choice = Read(
            ("CONFORMANCE", "tenant"), ("SO_REFRESH_TOKEN", ""), ("SO_SYSTEM_USER_TOKEN", "App-0123456789"), ("SO_PRIVATE_KEY_FILE", "/run/key.pem"));

        Assert.Equal("SystemUser", choice.Settings!["SuperOffice:Login"]);
        Assert.Equal("/run/key.pem", choice.Settings["SuperOffice:PrivateKeyFile"]);
        Assert.DoesNotContain("SuperOffice:RefreshToken", choice.Settings.Keys);
    }

    private static TenantChoice Read(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string>(Complete);
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return TenantChoice.Read(all.GetValueOrDefault);
    }
}
