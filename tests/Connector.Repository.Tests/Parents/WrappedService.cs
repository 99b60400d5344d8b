using System.Diagnostics;
using System.Globalization;
using Connector.Testing;

namespace Connector.Repository.Tests.Parents;

/// <summary>The sandbox as a shell has started it, which stands for <c>dotnet run</c>: its parent, and no more than that.</summary>
internal sealed class WrappedService : IAsyncDisposable
{
    /// <summary>The shell stays as long as the service.</summary>
    public const string Waiting = "dotnet \"$1\" >output 2>&1 & echo $! >pid; wait";

    /// <summary>The shell is gone before the service has looked for it.</summary>
    public const string Leaving = "dotnet \"$1\" >output 2>&1 & echo $! >pid";

    /// <summary>The service's output goes to whoever started the shell, and 64 KiB of it are waiting to be read: a pipe holds no more.</summary>
    public const string Talking = "head -c 65536 /dev/zero; dotnet \"$1\" & echo $! >pid; wait";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connector-parents-");
    private readonly Process _shell;
    private Process? _service;
    private ParentWatch? _watch;

    private WrappedService(string script, IEnumerable<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "wrapper", Path.Combine(AppContext.BaseDirectory, "Connector.Sandbox.dll")])
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardOutput = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["DOTNET_ENVIRONMENT"] = "Production", ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _shell = Process.Start(start)!;
    }

    public Process Shell => _shell;

    public Process Service => _service ?? throw new InvalidOperationException("There is no service yet.");

    /// <summary>What the service has written so far, unless its script sends that elsewhere.</summary>
    public string Output => File.ReadAllText(Path.Combine(_directory.FullName, "output"));

    public static async Task<WrappedService> StartAsync(string script, CancellationToken cancellationToken, params (string Key, string Value)[] settings)
    {
        var wrapped = new WrappedService(script, settings);
        try
        {
            await wrapped.FindServiceAsync(cancellationToken);
            return wrapped;
        }
        catch
        {
            await wrapped.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the service listens.</summary>
    /// <returns>Where.</returns>
    public async Task<Uri> ListensAsync(CancellationToken cancellationToken)
    {
        const string Listens = " listens on ";
        var line = await Eventually.ValueAsync(
            () => Task.FromResult(Output.Split('\n').FirstOrDefault(line => line.Contains(Listens, StringComparison.Ordinal))),
            line => line is not null, Patience, "the service listens", cancellationToken);
        return new Uri(line!.Split(Listens)[1]);
    }

    /// <summary>Waits until the service's process is gone.</summary>
    public Task EndedAsync(CancellationToken cancellationToken) => Service.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The service first: a shell that waits for it then ends by itself, and nobody is an orphan.
        _service?.Kill();
        _shell.Kill(entireProcessTree: true);
        await _shell.WaitForExitAsync();
        _watch?.Dispose();
        _service?.Dispose();
        _shell.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task FindServiceAsync(CancellationToken cancellationToken)
    {
        var written = await Eventually.ValueAsync(
            () => File.ReadAllTextAsync(Path.Combine(_directory.FullName, "pid"), cancellationToken),
            text => text.EndsWith('\n'), Patience, "the shell has started the service", cancellationToken);
        _service = Process.GetProcessById(int.Parse(written, CultureInfo.InvariantCulture));
        _watch = new ParentWatch(_service.Id, _directory.FullName);
    }
}
