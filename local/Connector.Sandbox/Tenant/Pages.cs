namespace Connector.Sandbox.Tenant;

/// <summary>What web servers and proxies say when they are asked for JSON and have none.</summary>
internal static class Pages
{
    public const string ServerError = "<html><body><h1>Server Error</h1></body></html>";

    public const string BadGateway = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>";

    public const string SignIn = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Please sign in</p></body></html>";
}
