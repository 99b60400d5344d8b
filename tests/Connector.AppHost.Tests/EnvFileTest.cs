namespace Connector.AppHost.Tests;

/// <summary>A test with a file <c>.env</c> of its own.</summary>
public abstract class EnvFileTest : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("connector-env-").FullName;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected string EnvFile => Path.Combine(_folder, ".env");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Writes a file that says all that must be said.</summary>
    protected void WriteEnv() => File.WriteAllText(EnvFile, """
        SO_CLIENT_ID=real-client
        SO_CLIENT_SECRET="real secret"
        SO_REFRESH_TOKEN=real-refresh
        SO_ENVIRONMENT=online3
        SO_CONTEXT_IDENTIFIER=Cust20002
        WEBHOOK_TOKEN=real-token
        COMPANY_EXPLORER_URL=https://explorer.real.example
        COMPANY_EXPLORER_USER=real-user
        COMPANY_EXPLORER_PASSWORD=real-password

        """);
}
