using System.Net;
using System.Text;
using Connector.Ingress.Tests.Hosting;

namespace Connector.Ingress.Tests.Fuzzing;

/// <summary>
/// One generated post and the answers it may get. The same seed makes the same post: a failure names its seed, and
/// <c>Fuzzing/seeds.txt</c> keeps those that once mattered.
/// </summary>
/// <remarks>The answers are distinguished from how the post was made, not by the product's own checks.</remarks>
internal sealed class FuzzCase
{
    private static readonly HttpStatusCode[] Unproven = [HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests];
    private static readonly string[] JsonTypes = ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"];
    private static readonly string[] OtherTypes = ["text/plain", "application/xml", "application/x-www-form-urlencoded", "application/jsonp", "json", "*/*", ";;;", ""];
    private static readonly string[] OtherMethods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW"];

    private readonly byte[] _body;
    private readonly List<(string Name, string Value)> _headers = [];
    private readonly string _path;
    private readonly string _method = "POST";

    private FuzzCase(int seed, int limit)
    {
        // Predictable on purpose: a seed is a case.
        var random = new Random(seed);
        Seed = seed;
        (_body, var mayBeForeign) = FuzzBodies.Next(random, limit);
        _path = IngressHost.DefaultPath + FuzzHeaders.Query(random);

        var token = FuzzHeaders.AddToken(_headers, random);
        var signature = FuzzHeaders.AddSignature(_headers, random, _body);
        FuzzHeaders.AddNoise(_headers, random);

        var type = random.Next(12);
        if (type == 0)
        {
            _headers.Add(("Content-Type", OtherTypes[random.Next(OtherTypes.Length)]));
        }
        else
        {
            _headers.Add(("Content-Type", JsonTypes[random.Next(JsonTypes.Length)]));
        }

        if (random.Next(40) == 0)
        {
            _method = OtherMethods[random.Next(OtherMethods.Length)];
            Allowed = [HttpStatusCode.MethodNotAllowed];
        }
        else if (_body.Length > limit)
        {
            // What else is wrong with it may be seen first.
            Allowed = [HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType, .. Unproven];
            Allowed = type == 0 || !token || !signature ? Allowed : [HttpStatusCode.RequestEntityTooLarge];
        }
        else
        {
            Allowed = type == 0 ? [HttpStatusCode.UnsupportedMediaType] : token && signature ? [HttpStatusCode.OK] : Unproven;
        }

        IsStored = !mayBeForeign && Allowed is [HttpStatusCode.OK];
    }

    public int Seed { get; }

    /// <summary>The status codes that are right.</summary>
    public IReadOnlyList<HttpStatusCode> Allowed { get; }

    /// <summary>Whether it must become a job, or count as a duplicate of one. A post that names another tenant is answered and not stored.</summary>
    public bool IsStored { get; }

    public static FuzzCase Of(int seed, int limit) => new(seed, limit);

    public HttpRequestMessage Request(Uri address)
    {
        var request = new HttpRequestMessage(new HttpMethod(_method), new Uri(address, _path)) { Content = new ByteArrayContent(_body) };
        foreach (var (name, value) in _headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    public override string ToString() =>
        $"seed {Seed}: {_method} {_path}, {_body.Length} bytes \"{Encoding.Latin1.GetString(_body.AsSpan(0, Math.Min(_body.Length, 80)))}\", "
        + string.Join(", ", _headers.Select(header => $"{header.Name}={header.Value[..Math.Min(header.Value.Length, 60)]}"));
}
