using System.Diagnostics;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Testing;

namespace Connector.Reliability.Tests.Troubles;

/// <summary>What the services say of themselves during a storm; and what happened, in order, for whoever reads of a failure.</summary>
internal sealed class StormWatch(ConnectorSystem system, JobMachine machine, ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public void Note(string what) => output.WriteLine($"{_watch.Elapsed.TotalSeconds,6:0.0} s  {what}");

    /// <summary>Waits until the ingress is this well: <c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</summary>
    public Task IngressIsAsync(string how, CancellationToken cancellationToken) =>
        IsAsync(new Uri(system.IngressAddresses[0], "/health"), how, cancellationToken);

    public Task WorkerIsAsync(string how, CancellationToken cancellationToken) =>
        IsAsync(new Uri(system.WorkerAddresses[0], "/health"), how, cancellationToken);

    /// <summary>Runs something, after which a service has said something exactly once more.</summary>
    public static async Task SaysOnceAsync(ServiceProcess service, string text, Func<Task> what, CancellationToken cancellationToken)
    {
        var before = service.Said(text);
        await what();
        await Eventually.TrueAsync(() => service.Said(text) > before, Patience, $"{service.Name} says '{text}'", cancellationToken);
        Assert.Equal((service.Name, text, 1), (service.Name, text, service.Said(text) - before));
    }

    public async Task<bool> IsHeldAsync() => await machine.Redis.HashExistsAsync(JobMachine.Prefix + "holds", ChaosSettings.Tenant);

    /// <summary>Waits until a loss of data is known.</summary>
    public Task LossIsKnownAsync(CancellationToken cancellationToken) =>
        Eventually.TrueAsync(IsLossOpenAsync, Patience, "the loss of data is noticed", cancellationToken);

    public async Task<bool> IsLossOpenAsync()
    {
        var loss = await machine.Redis.HashGetAsync(JobMachine.Prefix + "loss", ["since", "endedAt"]);
        return !loss[0].IsNull && loss[1].IsNull;
    }

    /// <summary>What <c>connector loss accept</c> does.</summary>
    public async Task AcceptLossAsync()
    {
        var kind = await machine.Redis.HashGetAsync(JobMachine.Prefix + "loss", "kind");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await machine.Redis.HashSetAsync(JobMachine.Prefix + "loss", [new("endedBy", "Anna"), new("endedAt", now)]);
        Note($"a loss of data ({kind}) is accepted by a person");
    }

    public void Dispose() => _http.Dispose();

    private Task<string> IsAsync(Uri health, string how, CancellationToken cancellationToken) => Eventually.ValueAsync(
        async () =>
        {
            using var response = await _http.GetAsync(health, cancellationToken);
            return HealthAnswer.StatusOf(await response.Content.ReadAsStringAsync(cancellationToken));
        },
        now => now == how, Patience, $"{health} is {how}", cancellationToken);
}
