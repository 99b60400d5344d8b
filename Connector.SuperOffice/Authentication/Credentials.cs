using System.Net.Http.Headers;

namespace Connector.SuperOffice.Authentication;

/// <summary>What a call is sent with. Knows its headers and how long it is good; has no printed form.</summary>
internal sealed class Credentials(ILoginFlow flow, LoginAccess access, DateTimeOffset now)
{
    // A twentieth of an hour, or a tenth of a shorter life: what is under way still ends in time.
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(3);

    private long _usedAt = now.UtcTicks;

    /// <summary>The token or ticket.</summary>
    public string Value => access.Value;

    /// <summary>The associate they name; null if none.</summary>
    public int? AssociateId => access.AssociateId;

    /// <summary>When they end: a ticket, if it is not used until then.</summary>
    public DateTimeOffset ExpiresAt => flow.IdleLifetime is { } idle
        ? new DateTimeOffset(Interlocked.Read(ref _usedAt), TimeSpan.Zero) + idle
        : access.ExpiresAt;

    /// <summary>When to ask for the next ones.</summary>
    public DateTimeOffset RenewAt => flow.IdleLifetime is null ? RenewalOf(access) : ExpiresAt;

    /// <summary>When to ask for something better than this.</summary>
    public static DateTimeOffset RenewalOf(LoginAccess access) =>
        access.ExpiresAt - TimeSpan.FromTicks(Math.Min(LongestMargin.Ticks, (access.ExpiresAt - access.IssuedAt).Ticks / 10));

    /// <summary>Notes that a call is sent with them.</summary>
    public void Use(DateTimeOffset at) => Interlocked.Exchange(ref _usedAt, at.UtcTicks);

    /// <summary>Puts them onto a request.</summary>
    public void Authorize(HttpRequestHeaders headers) => flow.Authorize(headers, access.Value);
}
