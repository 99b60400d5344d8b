using System.Net;
using Connector.Enricher.Calls;
using Connector.ServiceDefaults.Secrets;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Options;

namespace Connector.Enricher.Security;

/// <summary>
/// Lets calls through that carry the key; without a key only those that arrive on loopback, where whoever calls is on this machine.
/// While the key is exchanged there are two. Health is asked by load balancers and stays open.
/// </summary>
internal sealed class CallerCheck(IOptions<EnricherOptions> options, PreviousKeyUse use, TimeProvider time, ILogger<CallerCheck> log) : Interceptor
{
    private readonly BearerKeys _keys = new(
        new RotatingKey(options.Value.Key, options.Value.KeyFile, "Enricher:Key", mayBeAbsent: false, time, log),
        new RotatingKey(options.Value.KeyPrevious, options.Value.KeyPreviousFile, "Enricher:KeyPrevious", mayBeAbsent: true, time, log),
        use);

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        => MayCall(context) ? continuation(request, context) : throw CallErrors.KeyRefused();

    private bool MayCall(ServerCallContext context) => _keys.IsSet
        ? _keys.Fit(context.RequestHeaders.GetValue("authorization"))
        // No address: a connection that is no network's.
        : context.GetHttpContext().Connection.LocalIpAddress is not { } address || IPAddress.IsLoopback(address);
}
