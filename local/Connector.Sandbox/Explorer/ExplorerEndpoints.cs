using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Connector.Sandbox.Control;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Explorer;

/// <summary>The Company Explorer's HTTP API under <c>/explorer</c>: one call, behind Basic authentication.</summary>
internal static class ExplorerEndpoints
{
    private const int MaxKeyLength = 200;
    private const string NotFoundPage = "<!doctype html><html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>";

    public static IServiceCollection AddExplorer(this IServiceCollection services) => services.AddSingleton<AnalysisDesk>();

    public static void MapExplorer(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/explorer/api/provision/superoffice-contact", ProvisionAsync).ExcludeFromDescription();

    private static async Task<IResult> ProvisionAsync(
        HttpContext context, AnalysisDesk desk, Faults faults, Counters counters, IOptions<SandboxOptions> options, TimeProvider time)
    {
        var (answer, status) = await AnswerAsync(context, desk, faults.Settings, options.Value.Explorer, time);
        counters.Add(CounterKind.ExplorerAnswers, status);
        return answer;
    }

    private static async Task<(IResult Result, string Status)> AnswerAsync(
        HttpContext context, AnalysisDesk desk, FaultSettings faults, ExplorerOptions options, TimeProvider time)
    {
        if (IsBefore(faults.Explorer) && Refuse(context.Response, faults) is { } stranger)
        {
            return stranger;
        }

        if (faults.Explorer == ExplorerMode.Unauthorized || !IsKnown(context.Request, options))
        {
            context.Response.Headers.WWWAuthenticate = "Basic";
            return (Detail(StatusCodes.Status401Unauthorized, "Not authenticated"), "401");
        }

        if (Refuse(context.Response, faults) is { } refusal)
        {
            return refusal;
        }

        var (question, error) = await ReadAsync(context.Request, context.RequestAborted);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (question is null || key.Length > MaxKeyLength)
        {
            return (Detail(StatusCodes.Status422UnprocessableEntity, error ?? "Idempotency-Key is too long"), "422");
        }

        if (desk.Open(question, key.Length == 0 ? null : key) is not { } analysis)
        {
            return (Detail(StatusCodes.Status422UnprocessableEntity, "Idempotency-Key was used for another question"), "422");
        }

        var remaining = analysis.ReadyAt - time.GetUtcNow();
        if (faults.Explorer == ExplorerMode.Processing || remaining > options.AnswerWithin)
        {
            return (Snake(new() { Status = "processing", RetryAfterSeconds = Math.Clamp((int)Math.Ceiling(remaining.TotalSeconds), 1, 30) }), "processing");
        }

        if (remaining > TimeSpan.Zero)
        {
            await Task.Delay(remaining, time, context.RequestAborted);
        }

        analysis.Delivered = true;
        var answer = Distort(AnswerWriter.Write(analysis.Question), faults.Explorer);
        return (Snake(answer), answer.Status);
    }

    // What stands before the Company Explorer answers whoever asks.
    private static bool IsBefore(ExplorerMode mode) => mode is ExplorerMode.NotFoundPage or ExplorerMode.NotFoundEmpty or ExplorerMode.NotFoundDetail;

    private static (IResult, string)? Refuse(HttpResponse response, FaultSettings faults)
    {
        switch (faults.Explorer)
        {
            case ExplorerMode.Unprocessable:
                return (Detail(StatusCodes.Status422UnprocessableEntity, "crm_name is not usable"), "422");
            case ExplorerMode.TooManyRequests:
                response.Headers.RetryAfter = $"{faults.RetryAfterSeconds}";
                return (Detail(StatusCodes.Status429TooManyRequests, "Too many requests"), "429");
            case ExplorerMode.ServerError:
                return (Results.Text("Internal Server Error", statusCode: StatusCodes.Status500InternalServerError), "500");
            case ExplorerMode.Garbage:
                return (Results.Text("{\"status\": \"success\", \"vertical_name\": ", "application/json"), "garbage");
            case ExplorerMode.Error:
                return (Snake(new() { Status = "error" }), "error");
            case ExplorerMode.NotFoundPage:
                return (Results.Text(NotFoundPage, "text/html", statusCode: StatusCodes.Status404NotFound), "404");
            case ExplorerMode.NotFoundEmpty:
                response.ContentLength = 0;
                return (Results.StatusCode(StatusCodes.Status404NotFound), "404");
            case ExplorerMode.NotFoundDetail:
                return (Detail(StatusCodes.Status404NotFound, "Not Found"), "404");
            case ExplorerMode.NotFound:
                return (Results.Json(new Answer { Status = "not_found" }, Question.Json, statusCode: StatusCodes.Status404NotFound), "not_found");
            default:
                return null;
        }
    }

    private static Answer Distort(Answer answer, ExplorerMode mode) =>
        answer.Status != "success" ? answer
        : mode switch
        {
            ExplorerMode.OtherCompany => answer with { CompanyName = "Zebra Überseehandel Ltd.", Website = "www.zebra-ueberseehandel.example" },
            ExplorerMode.SameNameOtherWebsite => answer with { Website = "www.same-name-elsewhere.example" },
            _ => answer,
        };

    private static bool IsKnown(HttpRequest request, ExplorerOptions options) =>
        BasicCredentials.Read(request) is { } given
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes($"{given.UserName}:{given.Password}"), Encoding.UTF8.GetBytes($"{options.UserName}:{options.Password}"));

    private static async Task<(Question? Question, string? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var question = await JsonSerializer.DeserializeAsync<Question>(request.Body, Question.Json, cancellationToken);
            List<ValidationResult> errors = [];
            return question is null ? (null, "The body is null")
                : Validator.TryValidateObject(question, new ValidationContext(question), errors, validateAllProperties: true) ? (question, null)
                : (null, errors[0].ErrorMessage);
        }
        catch (JsonException)
        {
            return (null, "The body cannot be read as a question");
        }
    }

    private static IResult Snake(Answer answer) => Results.Json(answer, Question.Json);

    private static IResult Detail(int status, string detail) => Results.Json(new { detail }, statusCode: status);
}
