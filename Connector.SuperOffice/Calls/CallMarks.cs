using Connector.SuperOffice.Writing;

namespace Connector.SuperOffice.Calls;

/// <summary>What a request carries for the handlers on its way.</summary>
internal static class CallMarks
{
    /// <summary>Whether repeating the request does no harm.</summary>
    public static readonly HttpRequestOptionsKey<bool> Repeatable = new("connector.superoffice.repeatable");

    /// <summary>Whether the request, whatever its method, changes nothing.</summary>
    public static readonly HttpRequestOptionsKey<bool> OnlyReads = new("connector.superoffice.onlyReads");

    /// <summary>What the request changes.</summary>
    public static readonly HttpRequestOptionsKey<WriteKind> Kind = new("connector.superoffice.kind");

    /// <summary>How urgent the request is.</summary>
    public static readonly HttpRequestOptionsKey<CallClass> Class = new("connector.superoffice.class");

    /// <summary>Set once the request had its turn and left for the network.</summary>
    public static readonly HttpRequestOptionsKey<bool> Sent = new("connector.superoffice.sent");

    /// <summary>True if repeating the request does no harm.</summary>
    public static bool IsRepeatable(HttpRequestMessage request) => request.Options.TryGetValue(Repeatable, out var repeatable) && repeatable;

    /// <summary>True if the request is marked as changing nothing.</summary>
    public static bool OnlyReadsIn(HttpRequestMessage request) => request.Options.TryGetValue(OnlyReads, out var reads) && reads;

    /// <summary>What the request changes.</summary>
    public static WriteKind KindOf(HttpRequestMessage request) => request.Options.TryGetValue(Kind, out var kind) ? kind : WriteKind.Records;

    /// <summary>How urgent the request is.</summary>
    public static CallClass ClassOf(HttpRequestMessage? request) =>
        request is not null && request.Options.TryGetValue(Class, out var callClass) ? callClass : CallClass.Live;

    /// <summary>True if the request left for the network.</summary>
    public static bool WasSent(HttpRequestMessage request) => request.Options.TryGetValue(Sent, out var sent) && sent;
}
