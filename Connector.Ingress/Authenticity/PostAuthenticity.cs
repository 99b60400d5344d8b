using Microsoft.AspNetCore.WebUtilities;

namespace Connector.Ingress.Authenticity;

/// <summary>
/// Whether a post comes from the tenant its path names. It sees raw bytes, before any parsing, and in two steps: what the headers alone
/// prove or rule out, so that a stranger's body is not even read where a token is required; then the whole post.
/// </summary>
/// <param name="credentials">What the tenant and its webhook share.</param>
/// <param name="previousUsed">Is told the setting of a token or secret before the present one that an authentic post came with.</param>
internal sealed class PostAuthenticity(Credentials credentials, Action<string> previousUsed)
{
    /// <summary>The header that may carry the token.</summary>
    public const string TokenHeader = "X-Connector-Token";

    /// <summary>The query parameter that may carry the token: SuperOffice's own dialogue offers a target URL and no headers.</summary>
    public const string TokenParameter = "token";

    /// <summary>The header that carries the body's signature where the webhook has a secret.</summary>
    public const string SignatureHeader = "X-SuperOffice-Signature";

    private readonly TokenCheck _tokens = new(credentials.Tokens.Select(token => token.Value));
    private readonly SignatureCheck _signatures = new(credentials.Secrets.Select(secret => secret.Value));

    /// <summary>What a post must bring.</summary>
    public PostProof Proof { get; } = credentials.Proof;

    /// <summary>The verdict as far as the body does not matter.</summary>
    public Verdict Look(HttpContext context) =>
        Weigh(_tokens.Check(PresentedTokens(context), out _), SignatureCheck.Look(context.Request.Headers[SignatureHeader]));

    /// <summary>The verdict on the whole post.</summary>
    public Verdict Judge(HttpContext context, ReadOnlySpan<byte> body)
    {
        var verdict = Weigh(
            _tokens.Check(PresentedTokens(context), out var token), _signatures.Check(context.Request.Headers[SignatureHeader], body, out var secret));
        if (verdict.IsProven)
        {
            NotePrevious(credentials.Tokens, token);
            NotePrevious(credentials.Secrets, secret);
        }

        return verdict;
    }

    private void NotePrevious(IReadOnlyList<Credential> ours, int used)
    {
        if (used >= 0 && ours[used].IsPrevious)
        {
            previousUsed(ours[used].Setting);
        }
    }

    private Verdict Weigh(Evidence token, Evidence signature) => Proof switch
    {
        PostProof.Token => new(PostProof.Token, token),
        PostProof.Signature => new(PostProof.Signature, signature),
        PostProof.Both when token != Evidence.Right => new(PostProof.Token, token),
        PostProof.Both => new(PostProof.Signature, signature),
        _ when token == Evidence.Right || signature == Evidence.Missing => new(PostProof.Token, token),
        _ => new(PostProof.Signature, signature),
    };

    private static IEnumerable<string> PresentedTokens(HttpContext context)
    {
        foreach (var token in context.Request.Headers[TokenHeader])
        {
            yield return token ?? "";
        }

        var query = context.Features.Get<ConcealedQuery>()?.Text;
        foreach (var (name, value) in ParametersOf(query))
        {
            if (name.Equals(TokenParameter, StringComparison.OrdinalIgnoreCase))
            {
                yield return value;
            }
        }
    }

    private static IEnumerable<(string Name, string Value)> ParametersOf(string? query)
    {
        foreach (var pair in new QueryStringEnumerable(query))
        {
            yield return (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        }
    }
}
