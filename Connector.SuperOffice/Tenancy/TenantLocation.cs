using System.Globalization;
using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Tenancy;

/// <summary>A state answer.</summary>
/// <param name="State">The tenant's state.</param>
/// <param name="Api">The API base, ending in a slash; null unless the tenant runs.</param>
/// <param name="ReadAt">When it was read.</param>
/// <param name="ValidUntil">When to ask again.</param>
internal sealed record TenantLocation(TenantState State, Uri? Api, DateTimeOffset ReadAt, DateTimeOffset ValidUntil)
{
    // The answer names the time of the next check. A clock that is off, or an answer that is, must neither cause
    // a request per call nor a day without a look.
    private static readonly TimeSpan ShortestValidity = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestValidity = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Reads the answer of <c>api/state/{tenant}</c>.</summary>
    /// <exception cref="JsonException">It is not what is documented.</exception>
    public static TenantLocation Read(JsonElement root, SuperOfficeOptions options, DateTimeOffset now)
    {
        var tenant = root.OptionalText("ContextIdentifier");
        if (tenant is not null && !tenant.Equals(options.ContextIdentifier, StringComparison.OrdinalIgnoreCase))
        {
            throw new JsonException("ContextIdentifier is another tenant's");
        }

        var state = ReadState(root);
        var runs = state is TenantState.Running or TenantState.OnlineMaintenance;
        var validUntil = root.OptionalDate("ValidUntil") ?? now;
        var latest = now + (runs ? LongestValidity : LongestWait);
        return new TenantLocation(
            state,
            runs ? ReadApi(root, options) : null,
            now,
            validUntil < now + ShortestValidity ? now + ShortestValidity : validUntil > latest ? latest : validUntil);
    }

    private static TenantState ReadState(JsonElement root)
    {
        var state = root.Member("State") switch
        {
            { ValueKind: JsonValueKind.String } text when Enum.TryParse<TenantState>(text.GetString(), ignoreCase: true, out var named) => named,
            { ValueKind: JsonValueKind.String } => TenantState.Unknown,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var value) => (TenantState)value,
            var odd => throw new JsonException(string.Create(CultureInfo.InvariantCulture, $"State is {odd?.ValueKind.ToString() ?? "missing"}")),
        };
        return Enum.IsDefined(state) ? state : TenantState.Unknown;
    }

    private static Uri ReadApi(JsonElement root, SuperOfficeOptions options) =>
        Uri.TryCreate(root.OptionalText("Api"), UriKind.Absolute, out var api) && TenantAddress.IsAcceptable(api, options)
            ? TenantAddress.WithSlash(api)
            : throw new JsonException("Api is not an https address");
}
