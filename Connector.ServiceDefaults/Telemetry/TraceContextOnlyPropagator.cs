using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Connector.ServiceDefaults.Telemetry;

/// <summary>Carries W3C <c>traceparent</c> and <c>tracestate</c> from process to process, and nothing else.</summary>
/// <remarks>
/// Baggage is neither taken in nor sent: what a stranger puts there must not travel into our processes, and nothing of ours may leak
/// through a header to SuperOffice or the Company Explorer.
/// </remarks>
internal sealed class TraceContextOnlyPropagator : DistributedContextPropagator
{
    private readonly DistributedContextPropagator _w3c = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields { get; } = ["traceparent", "tracestate"];

    /// <summary>Makes it the propagator of ASP.NET Core, of HTTP clients and of OpenTelemetry in this process.</summary>
    public static void Install(IServiceCollection services)
    {
        var propagator = new TraceContextOnlyPropagator();
        Current = propagator;
        services.Replace(ServiceDescriptor.Singleton<DistributedContextPropagator>(propagator));
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
    }

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (setter is not null)
        {
            _w3c.Inject(activity, carrier, (target, name, value) =>
            {
                if (Fields.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    setter(target, name, value);
                }
            });
        }
    }

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
        => _w3c.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
