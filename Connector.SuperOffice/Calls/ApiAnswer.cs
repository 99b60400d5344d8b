using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Connector.SuperOffice.Calls;

/// <summary>An answer, read whole.</summary>
/// <param name="Call">What was called, for messages.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="RetryAfter">When the server asked us to come back.</param>
internal sealed record ApiAnswer(string Call, HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    private const int RawBytes = 4096;

    // Which of two members of one name counts is anybody's guess, and neither could be written back.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>True for any 2xx.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>When it was answered, by the clock of whoever answered; null if not known.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The answer's headers, and those of its body; null where nobody asked for the answer by HTTP.</summary>
    public (HttpResponseHeaders Own, HttpContentHeaders OfBody)? Headers { get; init; }

    /// <summary>True if an agent answered; see <see cref="ApiCall.IsAgent"/>.</summary>
    public bool FromAgent { get; init; }

    /// <summary>True if the API says there is no such thing.</summary>
    public bool IsNotFound => Status == HttpStatusCode.NotFound || (FromAgent && IsSuccess && Body.Span.Trim(" \r\n\t"u8).SequenceEqual("null"u8));

    /// <summary>True if an agent could not use what was sent, which it may say with a 200.</summary>
    public bool IsBindingError => FromAgent && IsSuccess && HasBindingError();

    /// <summary>The first 4 KiB, as text, for a person. Not for answers that carry tokens.</summary>
    public string Raw => Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, RawBytes)]);

    /// <summary>Takes the answer in.</summary>
    public static async Task<ApiAnswer> ReadAsync(string call, HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken) =>
        new(call, response.StatusCode, WithoutMark(await response.Content.ReadAsByteArrayAsync(cancellationToken)), RetryAdvice.Of(response, time))
        {
            Date = response.Headers.Date,
            Headers = (response.Headers, response.Content.Headers),
        };

    /// <summary>Whether a body is JSON at all.</summary>
    public static bool IsJson(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(WithoutMark(body).Span);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // JSON has none (RFC 8259, 8.1), but whoever reads it may ignore it.
    private static ReadOnlyMemory<byte> WithoutMark(byte[] body) => body.AsSpan().StartsWith(ByteOrderMark) ? body.AsMemory(ByteOrderMark.Length) : body;

    /// <summary>Reads the JSON.</summary>
    /// <exception cref="SuperOfficeException"><see cref="FailureKind.Unreadable"/>, with the raw answer at hand.</exception>
    public T Read<T>(Func<JsonElement, T> read, FailureScope scope = FailureScope.Entity)
    {
        try
        {
            return ReadJson(read);
        }
        catch (JsonException odd)
        {
            throw ApiFailure.Unreadable(this, odd.Path is null && odd.LineNumber is null ? odd.Message : "it is not JSON", scope);
        }
    }

    private bool HasBindingError()
    {
        try
        {
            return ReadJson(root => root.ValueKind == JsonValueKind.Object && root.Member("Message") is not null && root.Member("MessageDetail") is not null);
        }
        catch (JsonException)
        {
            // Whoever reads it will say so.
            return false;
        }
    }

    /// <summary>Reads the JSON.</summary>
    /// <exception cref="JsonException">It is not what <paramref name="read"/> expects.</exception>
    public T ReadJson<T>(Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(Body, Strict);
            return read(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half a surrogate pair, are found when a text is taken out.
            throw new JsonException("a text in it is not valid");
        }
    }
}
