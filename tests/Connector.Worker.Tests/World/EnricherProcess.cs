using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Connector.Worker.Tests.World;

/// <summary>The real enricher as a process of its own, in front of a given Company Explorer.</summary>
internal sealed partial class EnricherProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private readonly Task _drained;

    private EnricherProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        // Nobody reads on; a full pipe must not stop it.
        _drained = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }

    /// <summary>Where gRPC listens.</summary>
    public Uri Address { get; }

    public static async Task<EnricherProcess> StartAsync(Uri explorer, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Connector.Enricher.dll")])
        {
            RedirectStandardOutput = true,
            // Not beside the sandbox's settings.
            WorkingDirectory = Path.GetTempPath(),
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Production",
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Kestrel__Endpoints__grpc__Url"] = "http://127.0.0.1:0",
                ["Kestrel__Endpoints__grpc__Protocols"] = "Http2",
                ["Kestrel__Endpoints__http__Url"] = "http://127.0.0.1:0",
                ["Kestrel__Endpoints__http__Protocols"] = "Http1",
                ["Explorer__BaseUrl"] = explorer.AbsoluteUri,
                ["Explorer__UserName"] = "sandbox",
                ["Explorer__Password"] = "sandbox-explorer-password",
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The enricher could not be started.");
        try
        {
            return new EnricherProcess(process, await ReadAddressAsync(process));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _drained;
        _process.Dispose();
    }

    private static async Task<Uri> ReadAddressAsync(Process process)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var printed = "";
        while (await process.StandardOutput.ReadLineAsync(cancellation).AsTask().WaitAsync(Patience, cancellation) is { } line)
        {
            printed += line + "\n";
            if (Listening().Match(line) is { Success: true } match)
            {
                return new Uri(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException("The enricher ended: " + printed);
    }

    [GeneratedRegex("listens on (http://[0-9.:]+)")]
    private static partial Regex Listening();
}
