namespace Connector.Repository.Tests.Starting;

/// <summary>Settings with which any service starts.</summary>
internal static class WorkableSettings
{
    private static readonly Dictionary<string, string> All = new()
    {
        ["Ingress:Tenant"] = "Cust10001",
        ["Ingress:WebhookToken"] = "thirty-two-characters-0123456789",
        ["SuperOffice:ContextIdentifier"] = "Cust10001",
        ["SuperOffice:ClientId"] = "client",
        ["SuperOffice:ClientSecret"] = "secret",
        ["SuperOffice:RefreshToken"] = "token",
        ["Explorer:BaseUrl"] = "http://127.0.0.1:9",
        ["Explorer:UserName"] = "user",
        ["Explorer:Password"] = "password",
        ["ConnectionStrings:redis"] = "127.0.0.1:9",
    };

    /// <summary>Those, but for some.</summary>
    public static Dictionary<string, string> With(params (string Key, string Value)[] changes)
    {
        var settings = new Dictionary<string, string>(All);
        foreach (var (key, value) in changes)
        {
            settings[key] = value;
        }

        return settings;
    }
}
