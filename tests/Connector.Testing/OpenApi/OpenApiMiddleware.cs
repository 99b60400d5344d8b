using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Connector.Testing.OpenApi;

/// <summary>Records what a server gets and answers: register it as <see cref="IStartupFilter"/> and it is the outermost middleware.</summary>
public sealed class OpenApiMiddleware(ApiLog log) : IStartupFilter
{
    /// <inheritdoc />
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(RecordAsync);
        next(app);
    };

    private async Task RecordAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Request.Body.Position = 0;

        var wire = context.Response.Body;
        using var copy = new MemoryStream();
        context.Response.Body = copy;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        copy.Position = 0;
        using var answer = new StreamReader(copy, leaveOpen: true);
        var request = context.Request;
        log.Add(new(
            request.Method, $"{request.PathBase}{request.Path}", request.QueryString.Value ?? "", body, context.Response.StatusCode, await answer.ReadToEndAsync(context.RequestAborted)));
        copy.Position = 0;
        await copy.CopyToAsync(wire, context.RequestAborted);
    }
}
