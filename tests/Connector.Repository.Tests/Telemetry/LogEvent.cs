using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Connector.Repository.Tests.Telemetry;

/// <summary>Something that a service of ours may log.</summary>
/// <param name="Assembly">Where it is, such as <c>Connector.Jobs</c>.</param>
/// <param name="Group">The class that has it, such as <c>JobsLog</c>: ids are unique within it.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Name">The event's name.</param>
/// <param name="Level">Its level; <c>varies</c> where the code says so each time.</param>
/// <param name="Text">The text with its placeholders.</param>
internal sealed record LogEvent(string Assembly, string Group, int Id, string Name, string Level, string Text)
{
    private const BindingFlags Own = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly string[] Deployed = ["Dashboard", "Enricher", "Ingress", "Jobs", "ServiceDefaults", "SuperOffice", "Tenants", "Worker"];

    /// <summary>All of them, in the document's order.</summary>
    public static IReadOnlyList<LogEvent> All { get; } =
    [
        .. Deployed.SelectMany(name => System.Reflection.Assembly.Load($"Connector.{name}").GetTypes())
            .SelectMany(type => type.GetMethods(Own))
            .Select(method => (Method: method, Log: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(one => one.Log is not null)
            .Select(one => new LogEvent(
                one.Method.DeclaringType!.Assembly.GetName().Name!,
                one.Method.DeclaringType.Name,
                one.Log!.EventId,
                one.Log.EventName ?? one.Method.Name,
                one.Log.Level == LogLevel.None ? "varies" : one.Log.Level.ToString(),
                one.Log.Message))
            .OrderBy(one => one.Assembly, StringComparer.Ordinal).ThenBy(one => one.Group, StringComparer.Ordinal).ThenBy(one => one.Id),
    ];

    /// <summary>Whether somebody should do something about it, and the document has to say what.</summary>
    public bool IsTrouble => Level is "Warning" or "Error" or "Critical" or "varies";
}
