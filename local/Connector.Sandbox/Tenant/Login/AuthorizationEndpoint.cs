using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>
/// The page on which a person lets the application into a tenant: whom they are and which tenant they mean is chosen instead of proven. Only the registered
/// address is redirected to, and only with PKCE is anything given. Source: SuperOffice docs, authentication/online/sign-in-user/auth-code-flow.
/// </summary>
internal static class AuthorizationEndpoint
{
    private const string Path = "/login/common/oauth/authorize";

    public static void MapAuthorization(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Ask).ExcludeFromDescription();
        routes.MapPost(Path, AnswerAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private static IResult Ask(HttpRequest request, IOptions<SandboxOptions> options, Counters counters)
    {
        counters.Add(CounterKind.ApiCalls, "GET authorize");
        var question = AuthorizationQuestion.Read(name => request.Query[name].ToString());
        return question.Problem(options.Value) is { } problem ? AuthorizationPage.Refusal(problem) : AuthorizationPage.Of(question);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, IOptions<SandboxOptions> options, AuthorizationCodes codes)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var question = AuthorizationQuestion.Read(name => form[name].ToString());
        if (question.Problem(options.Value) is { } problem)
        {
            return AuthorizationPage.Refusal(problem);
        }

        var (tenant, user) = (form["tenant"].ToString(), Associates.Humans.Append(Associates.Connector).FirstOrDefault(one => form["user"] == one.Name));
        if (user is null || tenant is not (SandboxTenant.Id or SandboxTenant.OtherId))
        {
            return AuthorizationPage.Refusal("The page knows neither this user nor this tenant");
        }

        var answer = form["decision"] == "allow"
            ? ("code", codes.Issue(new(question.RedirectUri, question.Challenge, question.Nonce, tenant, user, default)))
            : ("error", "access_denied");
        return Results.Redirect(QueryHelpers.AddQueryString(
            question.RedirectUri, new Dictionary<string, string?> { [answer.Item1] = answer.Item2, ["state"] = question.State }));
    }
}
