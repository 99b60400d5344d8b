using System.Diagnostics;
using Aspire.Hosting.ApplicationModel;
using Connector.LocalRedis;

namespace Connector.LocalHosting.Running;

/// <summary>The model's Redis: a server found on this machine, with the model's arguments.</summary>
internal sealed class RedisProcess(RedisResource resource, RunContext run) : ResourceProcess(resource, 0, run)
{
    // Its twenty lines of greeting tell a person nothing; the model can ask for more.
    private static readonly string[] Quiet = ["--loglevel", "warning"];
    private RedisBinary? _binary;

    private int Port => resource.Endpoint.PortOf(0);

    protected override async Task<ProcessStartInfo> CreateCommandAsync(CancellationToken ct)
    {
        if (_binary is null)
        {
            // A test signals the server's own process, which a container would hide.
            var options = new RedisLocateOptions { AllowFetch = !Run.Model.NoFetch, AllowContainers = !Run.Model.IsTest };
            _binary = await RedisBinary.LocateAsync(options, line => Run.Output.Notice(line), ct);
            Run.Output.Notice($"redis: {_binary.FileName}, version {_binary.Version}.");
        }

        await CleanUpAsync();
        var arguments = resource.ComputeArguments().Skip(1);
        return _binary.CreateStartInfo([.. Quiet, .. arguments], Run.Volumes.DirectoryOf(resource.Volume), Port);
    }

    protected override Task<string?> ProbeAsync(CancellationToken ct) => RedisPing.ProbeAsync(Port, resource.Password.Value, TimeSpan.FromSeconds(5), ct);

    protected override async Task CleanUpAsync()
    {
        if (_binary?.CreateCleanUp(Port) is { } command)
        {
            using var process = Process.Start(command);
            await (process?.WaitForExitAsync() ?? Task.CompletedTask);
        }
    }
}
