using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Connector.SuperOffice.Tests.Responding;

/// <summary>What arrived at a <see cref="Responder"/>.</summary>
internal sealed record Arrival(string Method, string Path, string Query, string Body, IHeaderDictionary Headers, TimeSpan At);

/// <summary>
/// A real server on a free port that plays login host, state host and API of tenant Cust10001, and answers as a test wants it to. Unlike
/// the sandbox it knows nothing: it is for answers no tenant should give.
/// </summary>
internal sealed class Responder : IAsyncDisposable
{
    public const string Tenant = "Cust10001";

    private readonly WebApplication _app;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private int _tokens;

    private Responder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(AnswerAsync);
        Token = IssueTokenAsync;
        State = context => context.Response.WriteAsync(StateJson());
        Api = context => Json(context, 404, """{"Error":true,"ErrorType":"SoNotFoundException","ErrorMessage":"Not found"}""");
    }

    /// <summary>Answers the token endpoint.</summary>
    public RequestDelegate Token { get; set; }

    /// <summary>Answers the state call.</summary>
    public RequestDelegate State { get; set; }

    /// <summary>Answers everything else.</summary>
    public RequestDelegate Api { get; set; }

    /// <summary>All that arrived.</summary>
    public ConcurrentQueue<Arrival> Arrivals { get; } = new();

    /// <summary>Now, on the clock of <see cref="Arrival.At"/>.</summary>
    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_start);

    public Uri Url => new(_app.Urls.Single());

    /// <summary>The last access token given out.</summary>
    public string LastToken => AccessToken(Volatile.Read(ref _tokens));

    public IReadOnlyList<Arrival> Tokens => [.. Arrivals.Where(arrival => arrival.Path == "/login/common/oauth/tokens")];

    public IReadOnlyList<Arrival> States => [.. Arrivals.Where(arrival => arrival.Path.StartsWith("/api/state/", StringComparison.Ordinal))];

    public IReadOnlyList<Arrival> Calls => [.. Arrivals.Where(arrival => arrival.Path.StartsWith($"/{Tenant}/api/", StringComparison.Ordinal))];

    public static async Task<Responder> StartAsync()
    {
        var responder = new Responder();
        await responder._app.StartAsync(TestContext.Current.CancellationToken);
        return responder;
    }

    public string StateJson(string state = "Running", bool? runs = null, string validUntil = "2099-01-01T00:00:00Z", Uri? api = null) =>
        $$"""
        {"ContextIdentifier":"{{Tenant}}","Endpoint":"{{Url}}{{Tenant}}","State":"{{state}}","IsRunning":{{(runs ?? state == "Running" ? "true" : "false")}},
         "ValidUntil":"{{validUntil}}","Api":"{{api ?? new Uri(Url, $"{Tenant}/api")}}","Version":"Release_1"}
        """;

    /// <summary>Answers the API only to the last token given out, with <paramref name="refusal"/> to others.</summary>
    public void DemandLastToken(int refusal, RequestDelegate answer) =>
        Api = context => context.Request.Headers.Authorization == $"Bearer {LastToken}"
            ? answer(context)
            : Json(context, refusal, """{"Error":true,"ErrorType":"Unauthorized","ErrorMessage":"no"}""");

    public static Task Json(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static string AccessToken(int number) => $"8A:{Tenant}.{ClientHost.Secret}{number.ToString(CultureInfo.InvariantCulture)}";

    private Task IssueTokenAsync(HttpContext context) =>
        Json(context, 200, $$"""{"token_type":"Bearer","access_token":"{{AccessToken(Interlocked.Increment(ref _tokens))}}","expires_in":3600}""");

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var path = context.Request.Path.Value!;
        Arrivals.Enqueue(new Arrival(context.Request.Method, path, context.Request.QueryString.Value ?? "", body, new HeaderDictionary(context.Request.Headers.ToDictionary()), Now));
        var answer = path == "/login/common/oauth/tokens" ? Token
            : path.StartsWith("/api/state/", StringComparison.Ordinal) ? State
            : Api;
        await answer(context);
    }
}
