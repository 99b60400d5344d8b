using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Connector.SuperOffice.Calls;

/// <summary>
/// Turns answers that are no success into exceptions which say what can be done about them, and whom they concern. Their messages
/// name the call by its template and the error by SuperOffice's type of it; SuperOffice's own words, shortened and without anything that
/// looks like a token, are kept beside.
/// </summary>
internal static partial class ApiFailure
{
    private const int MaxWords = 500;

    // 429 without a time: long enough not to make it worse, short enough not to look like a fault of ours.
    private static readonly TimeSpan UnstatedPause = TimeSpan.FromSeconds(30);

    /// <summary>The exception for an answer that is no success.</summary>
    public static SuperOfficeException From(ApiAnswer answer)
    {
        var (kind, scope) = Classify(answer);
        var retryAfter = kind == FailureKind.AskedToWait ? answer.RetryAfter ?? UnstatedPause : answer.RetryAfter;
        var (type, words) = ReadWords(answer);
        var message = $"{answer.Call} answered {(int)answer.Status}{(type is null ? "" : $" ({type})")}{(answer.IsSuccess ? ", but did nothing" : "")}.";
        return new SuperOfficeException(kind, scope, message, answer.Status, retryAfter)
        {
            ErrorType = type,
            ErrorMessage = words,
            RawAnswer = answer.Raw,
        };
    }

    /// <summary>The exception for an answer that is not what the API documents.</summary>
    public static SuperOfficeException Unreadable(ApiAnswer answer, string why, FailureScope scope) =>
        new(FailureKind.Unreadable, scope, $"The answer to {answer.Call} cannot be read: {why}.", answer.Status) { RawAnswer = answer.Raw };

    /// <summary>The exception for no answer at all.</summary>
    public static SuperOfficeException NoAnswer(string call, FailureScope scope, HttpRequestException inner) =>
        inner.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
            ? new(FailureKind.Unreadable, scope, $"The answer to {call} is larger than {AnswerBuffer.MaxBytes} bytes.", inner: inner)
            : new(FailureKind.Transient, scope, $"{call} got no answer ({inner.HttpRequestError}).", inner: inner);

    /// <summary>The exception for no answer in time.</summary>
    public static SuperOfficeException TimedOut(string call, TimeSpan after, FailureScope scope) =>
        new(FailureKind.Transient, scope, $"{call} got no answer within {after.TotalSeconds:0.#} s.");

    /// <summary>The exception for a call whose turn did not come. Nothing was sent.</summary>
    public static SuperOfficeException NoTurn(string call, string why, TimeSpan after) =>
        new(FailureKind.AskedToWait, FailureScope.Entity, $"{call} was not sent. {why}", retryAfter: after);

    private static (FailureKind Kind, FailureScope Scope) Classify(ApiAnswer answer) => answer.Status switch
    {
        _ when answer.IsBindingError => (FailureKind.Refused, FailureScope.Entity),
        _ when answer.IsSuccess && answer.IsNotFound => (FailureKind.Conflict, FailureScope.Entity),

        // Even a new token did not help: nobody's calls will succeed until a person has looked at it.
        HttpStatusCode.Unauthorized => (FailureKind.Revoked, FailureScope.Tenant),
        HttpStatusCode.MisdirectedRequest => (FailureKind.TenantUnavailable, FailureScope.Tenant),

        // Redirects are undocumented and not followed; they would meet every call alike.
        >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest => (FailureKind.TenantUnavailable, FailureScope.Tenant),
        HttpStatusCode.TooManyRequests => (FailureKind.AskedToWait, FailureScope.Entity),
        HttpStatusCode.ServiceUnavailable when answer.RetryAfter is not null => (FailureKind.AskedToWait, FailureScope.Entity),

        // A PATCH that finds nothing: the record went away since it was read. A page that is not the API's says nothing about a record.
        HttpStatusCode.NotFound => (IsFromApi(answer) ? FailureKind.Conflict : FailureKind.Transient, FailureScope.Entity),
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => (FailureKind.Conflict, FailureScope.Entity),
        HttpStatusCode.RequestTimeout => (FailureKind.Transient, FailureScope.Entity),
        >= HttpStatusCode.InternalServerError => (FailureKind.Transient, FailureScope.Entity),
        >= HttpStatusCode.BadRequest => (FailureKind.Refused, FailureScope.Entity),
        _ => (FailureKind.Unreadable, FailureScope.Entity),
    };

    // False for the page of a server in front of the API, or of one that is not the API.
    private static bool IsFromApi(ApiAnswer answer)
    {
        try
        {
            return answer.Body.IsEmpty || answer.ReadJson(root => root.ValueKind is JsonValueKind.Object or JsonValueKind.Null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static (string? Type, string? Words) ReadWords(ApiAnswer answer)
    {
        try
        {
            return answer.ReadJson(root =>
            {
                var detail = root.OptionalText("MessageDetail");
                var words = root.OptionalText("ErrorMessage") ?? root.OptionalText("Message");
                return (
                    root.OptionalText("ErrorType") is { } type && TypeName().IsMatch(type) ? type : null,
                    Tidy(string.IsNullOrWhiteSpace(detail) ? words : $"{words} {detail}"));
            });
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Tidy(string? words)
    {
        if (string.IsNullOrWhiteSpace(words))
        {
            return null;
        }

        words = Token().Replace(words, "(token)");
        words = string.Concat(words.Select(c => char.IsControl(c) ? ' ' : c));
        return words.Length <= MaxWords ? words : string.Concat(words.AsSpan(0, MaxWords - 1), "…");
    }

    // The only thing of theirs that goes into messages: it must be a name and nothing else.
    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.]{0,79}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TypeName();

    // Access tokens, tickets, id tokens, and whatever follows a scheme name.
    [GeneratedRegex(@"\b\d[A-Z]:[^\s""']+|\beyJ[\w\-.]+|(?<=\b(?:Bearer|SOTicket|Basic)\s)\S+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Token();
}
