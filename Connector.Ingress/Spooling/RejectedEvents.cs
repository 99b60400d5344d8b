using System.Text.Json;
using Connector.Jobs.Intake;

namespace Connector.Ingress.Spooling;

/// <summary>
/// A file of events that were answered with 200 and that no Redis would take, so that one of them holds nobody up: a JSON object a line, with job, tenant,
/// event, about, trace, and the body in Base64. Who wrote such a row is unknown: the ingress checks what it spools.
/// </summary>
internal static class RejectedEvents
{
    /// <summary>Appends one; on disk when this returns.</summary>
    /// <exception cref="IOException">It is not there, or half of it.</exception>
    public static void Append(string path, IncomingEvent one)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        using (var json = new Utf8JsonWriter(file))
        {
            json.WriteStartObject();
            json.WriteString("job", one.JobId);
            json.WriteString("tenant", one.Tenant);
            json.WriteString("event", one.EventId);
            json.WriteString("about", one.About);
            json.WriteString("trace", one.TraceParent);
            json.WriteBase64String("body", one.Body.Span);
            json.WriteEndObject();
        }

        file.Write("\n"u8);
        file.Flush(flushToDisk: true);
    }
}
