using Microsoft.AspNetCore.Http.HttpResults;
using StackExchange.Redis;

namespace Connector.Dashboard.Pages;

/// <summary>Answers without content get one: a page for people, problem+json for programs.</summary>
internal static class ErrorPages
{
    public static IApplicationBuilder UseErrorPages(this IApplicationBuilder app) => app
        .UseStatusCodePages(context => ExplainAsync(context.HttpContext))
        .UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = StatusCodeOf,
            ExceptionHandler = _ => Task.CompletedTask,
        });

    private static int StatusCodeOf(Exception exception) => exception switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        RedisException or TimeoutException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static Task ExplainAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            var detail = status == StatusCodes.Status404NotFound ? "The API has no such address. /api/openapi.json lists those it has." : null;
            return TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);
        }

        var (title, text) = status switch
        {
            StatusCodes.Status404NotFound => ("Not found", "There is no such page or sync run. Runs are kept for a limited time only."),
            StatusCodes.Status503ServiceUnavailable => ("Redis does not answer", "The sync runs cannot be read right now. Events are not lost by this; the page works again as soon as Redis does."),
            StatusCodes.Status400BadRequest => ("Not understood", "The address of this page has a value that cannot be read: take is a whole number, as in /?take=100."),
            _ => ("Something went wrong", "The page could not be made. The dashboard's log says more."),
        };
        var page = new RazorComponentResult<MessagePage>(new { Title = title, Text = text, PassesByItself = status >= StatusCodes.Status500InternalServerError }) { StatusCode = status };
        return page.ExecuteAsync(context);
    }
}
