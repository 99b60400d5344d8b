using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Connector.AppHost.Tests;

/// <summary>
/// The AppHost told to publish, as a process and by nobody: no terminal, no browser, a home of its own, and a developer's environment
/// around it, from which nothing may get into what is published.
/// </summary>
public sealed class Publication : IAsyncLifetime
{
    /// <summary>What all secrets of that developer begin with.</summary>
    public const string Secret = "hunter2";

    /// <summary>What all ports of that developer begin with.</summary>
    public const string Port = "397";

    // A second on a quiet machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // Where it was built; the copy beside the tests lacks what they have from ASP.NET.
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Connector.AppHost", new DirectoryInfo(AppContext.BaseDirectory).Name, "Connector.AppHost.dll"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-publish-");

    /// <summary>The manifest as written.</summary>
    public string Text => field ??= File.ReadAllText(Path.Combine(Output, "aspire-manifest.json"));

    /// <summary>The manifest's resources.</summary>
    public JsonObject Resources => field ??= JsonNode.Parse(Text)!["resources"]!.AsObject();

    /// <summary>What was left in the home directory.</summary>
    public IEnumerable<string?> Left => Directory.GetFileSystemEntries(Home).Select(Path.GetFileName);

    private string Home => _folder.CreateSubdirectory("home").FullName;

    private string Output => Path.Combine(_folder.FullName, "out");

    public async ValueTask InitializeAsync() => Assert.Equal(0, await RunAsync("--output-path", Output));

    /// <summary>A published file, by its path.</summary>
    public Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Path.Combine(Output, path), TestContext.Current.CancellationToken);

    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It does not end by itself.</exception>
    public async Task<int> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "--operation", "publish", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["HOME"] = Home,
                ["APPDATA"] = null,
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["CONNECTOR_PROFILE"] = "sandbox",
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:39711",
                ["Ports__ingress"] = "39701",
                ["Ports__dashboard"] = "39702",
                ["Ports__enricher__grpc"] = "39703",
                ["Ports__enricher__http"] = "39704",
                ["Ports__redis"] = "39705",
                ["ConnectionStrings__redis"] = $"localhost:39706,password={Secret}",
                ["Parameters__redis-password"] = $"{Secret}-redis",
                ["Parameters__webhook-token"] = $"{Secret}-token",
                ["Parameters__superoffice-client-secret"] = $"{Secret}-client",
                ["SO_CLIENT_SECRET"] = $"{Secret}-env",
                ["OPERATOR_KEY"] = $"{Secret}-operator",
                ["DataDirectory"] = Path.Combine(_folder.FullName, "data"),
                ["Tenants__Directory"] = Path.Combine(_folder.FullName, "tenants"),
            },
        };
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync().WaitAsync(Patience);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Concat(await output));
            return process.ExitCode;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
