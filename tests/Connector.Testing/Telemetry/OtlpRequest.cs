namespace Connector.Testing.Telemetry;

/// <summary>One export as it came, without gRPC's frame and decompressed.</summary>
/// <param name="Signal"><c>traces</c>, <c>logs</c> or <c>metrics</c>.</param>
/// <param name="Body">The protobuf message.</param>
public sealed record OtlpRequest(string Signal, ReadOnlyMemory<byte> Body);
