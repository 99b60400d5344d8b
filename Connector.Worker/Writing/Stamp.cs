using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Connector.Jobs.Accounts;

namespace Connector.Worker.Writing;

/// <summary>
/// What a stamp field holds: <c>v2;fp={fingerprint};m={mapping version};at={UTC time};w={claims};c={check}</c>. It is written in the same PATCH as
/// the fields it speaks of, so that the CRM alone tells from what they were made, and which of their values are ours: see <see cref="Claim"/>.
/// A <c>~</c> after the mapping version says that something was left open, so that the fingerprint does not count as applied. The check covers
/// the entity and all that stands before it: a stamp that came along with a copied record, or that somebody edited, proves nothing.
/// Where the field is too short, and in records of earlier versions, it is <c>v1;fp=…;m=…;at=…</c>, from which nothing is recovered.
/// With five claimed fields of three-digit ProgIds a stamp has 188 characters; SuperOffice's short texts hold 199.
/// </summary>
/// <param name="Fingerprint">What was asked, 64 hexadecimal digits; empty if nothing was: the values were adopted.</param>
/// <param name="MappingVersion">The mapping it was written by.</param>
/// <param name="At">When; whole seconds, UTC.</param>
public sealed record Stamp(string Fingerprint, string MappingVersion, DateTimeOffset At)
{
    /// <summary>The most characters a stamp without claims has; a field must hold as many.</summary>
    public const int Longest = FieldRequirement.StampLength;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string Open = "~";
    private const int CheckBytes = 6;

    private static readonly SortedDictionary<string, string> None = [];

    /// <summary>Per field, as <see cref="Claim.NameOf"/> names it, the hash of the value that is ours.</summary>
    public SortedDictionary<string, string> Claims { get; init; } = None;

    /// <summary>False if the answer was not wholly applied.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>What binds it to its entity; null in a stamp without claims.</summary>
    public string? Check { get; init; }

    /// <summary>The same stamp, made that of an entity.</summary>
    public Stamp For(EntityKey entity) => this with { Check = CheckOf(entity) };

    /// <summary>Whether it was made for this entity, and nobody has changed it since.</summary>
    public bool IsOf(EntityKey entity) => Check is not null && Check == CheckOf(entity);

    /// <summary>Reads a stamp; null if the text is none, or of a version not known here.</summary>
    public static Stamp? TryParse(string? text)
    {
        var parts = (text ?? "").Trim().Split(';');
        return parts switch
        {
            ["v1", var fp, var m, var at] => Head(fp, m, at),
            ["v2", var fp, var m, var at, var w, var c] when w.StartsWith("w=", StringComparison.Ordinal) && c.StartsWith("c=", StringComparison.Ordinal) =>
                Head(fp, m, at) is { } head && Claim.TryParse(w[2..]) is { } claims
                    ? head with
                    {
                        MappingVersion = head.MappingVersion.TrimEnd(Open[0]),
                        IsComplete = !head.MappingVersion.EndsWith(Open, StringComparison.Ordinal),
                        Claims = claims,
                        Check = c[2..],
                    }
                    : null,
            _ => null,
        };
    }

    /// <inheritdoc />
    public override string ToString() => Check is null ? Plain : $"{Body};c={Check}";

    /// <summary>The same without claims: what a short field can hold.</summary>
    public string Plain => $"v1;fp={Fingerprint};m={MappingVersion};at={Time}";

    private string Body => $"v2;fp={Fingerprint};m={MappingVersion}{(IsComplete ? "" : Open)};at={Time};w={Claim.Format(Claims)}";

    private string Time => At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private string CheckOf(EntityKey entity) => Claim.Short(SHA256.HashData(Encoding.UTF8.GetBytes($"{entity}\n{Body}")).AsSpan(0, CheckBytes));

    private static Stamp? Head(string fp, string m, string at) =>
        fp.StartsWith("fp=", StringComparison.Ordinal)
        && m.StartsWith("m=", StringComparison.Ordinal)
        && at.StartsWith("at=", StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(
            at[3..], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? new Stamp(fp[3..], m[2..], time)
            : null;
}
