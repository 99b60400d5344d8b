using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Connector.SuperOffice.Authentication;

// What processes share about a login
// ==================================
// One record for each tenant, flow and client id, at the key `login:{app}` of SharedRedis, where {app} is made of flow and client id:
// whoever logs in as another application does not overwrite it. It is JSON, sealed (LoginSeal): version byte 1, nonce of 12 bytes, tag of
// 16 bytes, ciphertext; AES-256-GCM under a key that HKDF-SHA256 derives from the client secret for this tenant, flow and client id, which
// are associated data too. What cannot be opened is missing, and replaced by the next login.
//
// Life. The first process that needs access takes the lock `renewal:{app}` (SET NX PX, an owner of its own, compared at release), looks
// again, asks SuperOffice, and replaces the record; only then it uses what it got. The others wait for the record to change. Replacing is
// compare-and-set on the sealed bytes, so a lock that expired too early costs a needless request and nothing else: whoever comes second
// finds the record changed and takes what lies there. `Generation` counts logins.
//
// Rotation. A new refresh token lies in Redis, which answers after it is on disk, before any process uses the access token that
// came with it; from then on all use it. Between SuperOffice's answer and Redis' lies one round trip. A process that dies in it takes
// the new refresh token along; if SuperOffice has ended the old one with it, the login is refused from then on, and a person has to consent
// again. Nothing on this side can close that window; nothing but the write is done in it. If Redis is away just then, the process keeps
// the record, works on with it, and stores it when Redis is back.
//
// A newer consent. `Configured` holds hashes of the configured tokens the record descends from, newest first. A process whose
// configured token is not among them brings a newer one: it replaces the record, access and refusal included. One that is among them, be
// it superseded, uses what the record holds; so processes with old and new settings live side by side while a deployment rolls. Another
// client secret opens no record: where SuperOffice rotates, set a new refresh token together with it.
//
// Refusal. If SuperOffice refuses the login permanently, the record says so and when to try again, a minute later: one request a minute,
// however many processes. Success or a newer consent end it.
//
// A ticket (system user) lives while it is used. So does its record: its expiry in Redis is the ticket's, pushed on as processes use it.

/// <summary>A login as processes share it.</summary>
internal sealed record LoginRecord
{
    private const int MostConfigured = 8;

    /// <summary>How often access was given.</summary>
    public long Generation { get; init; }

    /// <summary>Hashes of configured tokens it descends from, newest first.</summary>
    public IReadOnlyList<string> Configured { get; init; } = [];

    /// <summary>The refresh token in use, if it was rotated; null for the configured one.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>The access; null before the first.</summary>
    public LoginAccess? Access { get; init; }

    /// <summary>That the login was refused; null if it was not.</summary>
    public LoginRefusal? Refusal { get; init; }

    /// <summary>The record to go on with: the stored one, unless the configured token is newer than it.</summary>
    public static LoginRecord Adopt(LoginRecord? stored, string configured)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(configured)));
        return stored is not null && stored.Configured.Contains(hash, StringComparer.Ordinal) ? stored : new LoginRecord
        {
            Generation = stored?.Generation ?? 0,
            Configured = [hash, .. (stored?.Configured ?? []).Take(MostConfigured - 1)],
        };
    }

    /// <summary>After a login.</summary>
    public LoginRecord With(LoginAccess access, string? rotated) =>
        this with { Generation = Generation + 1, Access = access, RefreshToken = rotated ?? RefreshToken, Refusal = null };

    /// <summary>After a refusal; access that is there may be good for a while.</summary>
    public LoginRecord With(LoginRefusal refusal) => this with { Refusal = refusal };

    /// <summary>Nothing of it: it is secret.</summary>
    public override string ToString() => nameof(LoginRecord);
}

/// <summary>A login that was refused.</summary>
/// <param name="Status">What the server answered.</param>
/// <param name="Message">What to tell people: our words.</param>
/// <param name="ProbeAt">When to try again.</param>
internal sealed record LoginRefusal(HttpStatusCode? Status, string Message, DateTimeOffset ProbeAt)
{
    /// <summary>The failure of a call meanwhile.</summary>
    public SuperOfficeException ToFailure(DateTimeOffset now) =>
        new(FailureKind.Revoked, FailureScope.Tenant, Message, Status, ProbeAt - now);
}
