using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Jobs.Notices;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Notices;

/// <summary>
/// Posts a notice: that it is raised, or over. Signed as Standard Webhooks are (standardwebhooks.com): <c>webhook-id</c>, the same if a post is repeated, so that a receiver can
/// tell; <c>webhook-timestamp</c>; <c>webhook-signature</c>, <c>v1,</c> and base64 of HMAC-SHA256 over id, time and body.
/// </summary>
internal sealed class NoticePost(HttpClient http, IOptions<NoticeOptions> options, TimeProvider time) : IDisposable
{
    private const string Prefix = "whsec_";

    /// <summary>Whether there is somebody to post to.</summary>
    public bool HasReceiver => options.Value.Url is not null;

    public void Dispose() => http.Dispose();

    /// <summary>Posts it.</summary>
    /// <returns>Null if the receiver took it; else why not, without its address.</returns>
    public async Task<string?> SendAsync(OpenNotice one, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(BodyOf(one));
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Url) { Content = content };
        Sign(request.Headers, one, body);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"It was answered {(int)response.StatusCode}.";
        }
        catch (HttpRequestException failed)
        {
            return $"Nobody answers ({failed.HttpRequestError}).";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "There was no answer in time.";
        }
    }

    /// <summary>The key's bytes; null if it is none.</summary>
    internal static byte[]? KeyOf(string secret)
    {
        var bytes = new byte[secret.Length];
        return secret.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length) ? bytes[..length] : null;
    }

    private void Sign(HttpRequestHeaders headers, OpenNotice one, byte[] body)
    {
        var id = $"{one.Notice.Key}:{one.RaisedAt.ToUnixTimeMilliseconds()}:{(one.EndedAt is null ? "raised" : "ended")}";
        id = "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..32];
        var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        headers.Add("webhook-id", id);
        headers.Add("webhook-timestamp", now);
        if (KeyOf(options.Value.Secret) is { } key)
        {
            headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{now}."), .. body])));
        }
    }

    private object BodyOf(OpenNotice one)
    {
        var notice = one.Notice;
        var headline = one.EndedAt is null ? notice.Text : $"Over: {notice.Text}";
        var text = one.EndedAt is null ? $"{headline} {notice.Remedy}" : headline;
        return options.Value.Shape switch
        {
            NoticeShape.Slack => new { text = options.Value.DashboardUrl is { } link ? $"{text} {link}" : text },
            NoticeShape.Teams => Card(headline, one.EndedAt is null ? notice.Remedy : ""),
            _ => new
            {
                type = one.EndedAt is null ? "notice.raised" : "notice.ended",
                timestamp = one.EndedAt ?? one.RaisedAt,
                data = new
                {
                    key = notice.Key,
                    kind = notice.Kind,
                    tenant = notice.Tenant,
                    urgent = notice.IsUrgent,
                    text = notice.Text,
                    remedy = notice.Remedy,
                    since = one.RaisedAt,
                    link = options.Value.DashboardUrl,
                },
            },
        };
    }

    // Source: Microsoft's description of adaptive cards in incoming webhooks; a message without a card is not taken by workflows.
    private object Card(string headline, string remedy) => new
    {
        type = "message",
        attachments = new[]
        {
            new
            {
                contentType = "application/vnd.microsoft.card.adaptive",
                content = new Dictionary<string, object>
                {
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["body"] = new[] { headline, remedy, options.Value.DashboardUrl?.AbsoluteUri ?? "" }.Where(line => line.Length > 0)
                        .Select((line, number) => new { type = "TextBlock", text = line, wrap = true, weight = number == 0 ? "Bolder" : "Default" }),
                },
            },
        },
    };
}
