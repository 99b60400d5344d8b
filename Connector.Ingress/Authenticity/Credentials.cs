namespace Connector.Ingress.Authenticity;

/// <summary>A token or a secret, and the setting it stands in.</summary>
/// <remarks>A class, not a record: a record would print its value.</remarks>
internal sealed class Credential(string setting, string value, bool isPrevious)
{
    public string Setting => setting;

    public string Value => value;

    /// <summary>Whether it is the one before, valid too while it is being replaced.</summary>
    public bool IsPrevious => isPrevious;

    /// <summary>Those that are given, the one in use first. Empty is as good as unset: that is how variables come.</summary>
    public static IReadOnlyList<Credential> Given((string Setting, string Value) inUse, (string Setting, string Value) previous) =>
        [.. new[] { (inUse.Setting, inUse.Value, false), (previous.Setting, previous.Value, true) }
            .Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => new Credential(one.Setting, one.Value, one.Item3))];
}

/// <summary>
/// What a tenant and its webhook share. A <em>token</em> travels with each post, in a header or in the query, where proxies may write it
/// down; a <em>secret</em> never travels, it signs the body. Of each there may be two, both valid: the one in use and the one before it,
/// so that it can be replaced here first and in the webhook afterwards without a refused post in between.
/// </summary>
/// <remarks>The rules are the same wherever credentials come from, and their sentences name settings, never values.</remarks>
internal sealed class Credentials(IReadOnlyList<Credential> tokens, IReadOnlyList<Credential> secrets, PostProof? proof)
{
    /// <summary>The shortest that is taken at all, in characters.</summary>
    public const int Shortest = 16;

    /// <summary>The shortest that is taken without a warning, in characters.</summary>
    public const int ShortestGood = 32;

    /// <summary>The longest, in characters: a URL has to carry it.</summary>
    public const int Longest = 1024;

    public IReadOnlyList<Credential> Tokens => tokens;

    public IReadOnlyList<Credential> Secrets => secrets;

    /// <summary>What proves a post: as said, or else all there is.</summary>
    public PostProof Proof => proof ?? (secrets.Count == 0 ? PostProof.Token : tokens.Count == 0 ? PostProof.Signature : PostProof.Both);

    /// <summary>The settings whose values are taken, but are short.</summary>
    public IEnumerable<string> Weak => All.Where(one => one.Value.Length < ShortestGood).Select(one => one.Setting);

    private IEnumerable<Credential> All => tokens.Concat(secrets);

    /// <summary>Why these credentials cannot be used, a sentence each; none if they can.</summary>
    /// <param name="token">The setting where a token is missing.</param>
    /// <param name="secret">The setting where a secret is missing.</param>
    /// <param name="proofSetting">The setting of the proof.</param>
    public IEnumerable<string> Problems(string token, string secret, string proofSetting)
    {
        if (tokens.Count + secrets.Count == 0)
        {
            yield return $"{token} and {secret} are both missing: without one of them anybody could post events. Set 32 random characters "
                + "or more, for instance from 'openssl rand -hex 32', and put the same into the webhook.";
            yield break;
        }

        foreach (var problem in All.Select(Problem).OfType<string>())
        {
            yield return problem;
        }

        foreach (var same in secrets.Where(one => tokens.Any(other => other.Value == one.Value)))
        {
            yield return $"{same.Setting} is also a token. Whoever sees a post sees its token and could sign with it: set another secret.";
        }

        if (tokens.Count == 0 && proof is PostProof.Token or PostProof.Both or PostProof.Either)
        {
            yield return $"{proofSetting} is {proof}, but {token} is missing.";
        }

        if (secrets.Count == 0 && proof is PostProof.Signature or PostProof.Both or PostProof.Either)
        {
            yield return $"{proofSetting} is {proof}, but {secret} is missing.";
        }
    }

    private static string? Problem(Credential one) =>
        one.Value.Length < Shortest
            ? $"{one.Setting} has fewer than {Shortest} characters and can be guessed: set 32 random characters or more, and put the same into the webhook."
        : one.Value.Length > Longest ? $"{one.Setting} has more than {Longest} characters: a URL that carries it would be refused."
        : one.Value.Any(char.IsControl) ? $"{one.Setting} holds a line break or another control character, which no webhook can."
        : null;
}
