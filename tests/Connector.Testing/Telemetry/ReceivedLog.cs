using Connector.Testing.Telemetry.Wire;

namespace Connector.Testing.Telemetry;

/// <summary>A log record as a service exported it.</summary>
/// <param name="Service">The exporting service's <c>service.name</c>.</param>
/// <param name="Severity">As the sender names it, such as <c>Warning</c>.</param>
/// <param name="Body">The text or its template.</param>
/// <param name="Attributes">Its values, as text.</param>
/// <param name="TraceId">32 lower-case hexadecimal digits, or empty outside a trace.</param>
public sealed record ReceivedLog(
    string Service, string Severity, string Body, IReadOnlyDictionary<string, string> Attributes, string TraceId)
{
    internal static ReceivedLog From(Resource? resource, LogRecord record) => new(
        OtlpValue.ServiceOf(resource), record.SeverityText, OtlpValue.Text(record.Body),
        OtlpValue.Attributes(record.Attributes), OtlpValue.Hex(record.TraceId));
}
