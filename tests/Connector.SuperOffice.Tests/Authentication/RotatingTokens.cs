using System.Globalization;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Authentication;

/// <summary>A login that gives a new refresh token with each answer.</summary>
internal static class RotatingTokens
{
    /// <summary>A server that refuses every refresh token but the last one it gave, or the newer one.</summary>
    public static async Task<Responder> StartAsync()
    {
        var responder = await Responder.StartAsync();
        var current = "top-secret-refresh";
        var number = 0;
        responder.Token = context =>
        {
            var given = Given(responder)[^1];
            if (given != current && given != "top-secret-newer")
            {
                return Responder.Json(context, 400, """{"error":"invalid_grant"}""");
            }

            number++;
            current = string.Create(CultureInfo.InvariantCulture, $"top-secret-rotated-{number}");
            return Responder.Json(
                context, 200, $$"""{"access_token":"8A:Cust10001.top-secret-{{number}}","expires_in":3600,"refresh_token":"{{current}}"}""");
        };
        return responder;
    }

    /// <summary>The refresh tokens that were used, oldest first.</summary>
    public static List<string> Given(Responder responder) =>
        [.. responder.Tokens.Select(arrival => arrival.Body.Split("refresh_token=")[^1].Split('&')[0])];
}
