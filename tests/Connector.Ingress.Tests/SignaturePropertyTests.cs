using System.Text;
using Connector.Ingress.Authenticity;
using Connector.Ingress.Tests.Hosting;
using CsCheck;
using Microsoft.Extensions.Primitives;

namespace Connector.Ingress.Tests;

/// <summary>For any body and any secrets only the right signature proves.</summary>
public sealed class SignaturePropertyTests
{
    // Printable, of several alphabets: control characters are no secrets, and HMAC takes a key that ends in zeros for the one without.
    private static readonly Gen<string> Secrets = Gen.OneOf(Gen.Char[' ', '~'], Gen.Char['\u00a1', '\u04ff']).Array[16, 200].Select(chars => new string(chars));

    private static readonly Gen<byte[]> Payloads = Gen.Byte.Array[0, 600];

    [Fact]
    public void The_right_signature_by_any_of_two_secrets_proves() => Gen.Select(Payloads, Secrets, Secrets).Sample((body, current, previous) =>
    {
        var check = new SignatureCheck([current, previous]);
        return check.Check(Signing.Of(body, current), body, out _) == Evidence.Right && check.Check(Signing.Of(body, previous), body, out _) == Evidence.Right;
    });

    [Fact]
    public void A_signature_by_another_secret_proves_nothing() => Gen.Select(Payloads, Secrets, Secrets).Where((_, ours, others) => ours != others)
        .Sample((body, ours, others) => new SignatureCheck([ours]).Check(Signing.Of(body, others), body, out _) == Evidence.Wrong);

    [Fact]
    public void A_signature_of_another_body_proves_nothing() => Gen.Select(Payloads, Payloads, Secrets).Where((body, signed, _) => !body.AsSpan().SequenceEqual(signed))
        .Sample((body, signed, secret) => new SignatureCheck([secret]).Check(Signing.Of(signed, secret), body, out _) == Evidence.Wrong);

    [Fact]
    public void A_body_with_one_bit_changed_proves_nothing() => Gen.Select(Gen.Byte.Array[1, 600], Gen.Int[0, 4_799], Secrets).Sample((body, bit, secret) =>
    {
        var signature = Signing.Of(body, secret);
        body[bit / 8 % body.Length] ^= (byte)(1 << (bit % 8));
        return new SignatureCheck([secret]).Check(signature, body, out _) == Evidence.Wrong;
    });

    [Fact]
    public void A_signature_with_one_character_changed_proves_nothing() =>
        Gen.Select(Payloads, Secrets, Gen.Int[0, 43], Gen.Char[' ', '~']).Sample((body, secret, at, other) =>
        {
            var signature = new StringBuilder(Signing.Of(body, secret));
            var expected = signature[at] == other ? Evidence.Right : Evidence.Wrong;
            signature[at] = other;
            return new SignatureCheck([secret]).Check(signature.ToString(), body, out _) == expected;
        });

    [Fact]
    public void Any_text_and_any_number_of_them_proves_nothing() => Gen.Select(Payloads, Secrets, Gen.String.Array[0, 3]).Sample((body, secret, texts) =>
        new SignatureCheck([secret]).Check(new StringValues(texts), body, out _) == (texts.Length == 0 ? Evidence.Missing : Evidence.Wrong));
}
