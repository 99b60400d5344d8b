using Connector.ServiceDefaults.Secrets;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Enriching;

/// <summary>What makes the enricher believe that we may ask; nothing where it asks for nothing.</summary>
internal sealed class EnricherKey(IOptions<WorkerOptions> options, TimeProvider time, ILogger<EnricherKey> log)
{
    private readonly RotatingKey _key =
        new(options.Value.EnricherKey, options.Value.EnricherKeyFile, "Worker:EnricherKey", mayBeAbsent: false, time, log);

    public Task AddToAsync(Metadata metadata)
    {
        if (_key.Current is { } key)
        {
            metadata.Add("authorization", $"Bearer {key.Text}");
        }

        return Task.CompletedTask;
    }
}
