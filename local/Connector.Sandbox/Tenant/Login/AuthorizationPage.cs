using System.Text.Encodings.Web;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>The page itself.</summary>
internal static class AuthorizationPage
{
    /// <summary>Asks who it is, which tenant is meant, and whether the application may.</summary>
    public static IResult Of(AuthorizationQuestion question)
    {
        var hidden = string.Concat(question.Parameters.Select(one => $"""<input type="hidden" name="{Encode(one.Name)}" value="{Encode(one.Value)}">"""));
        var users = string.Concat(Associates.Humans.Append(Associates.Connector).Select(user => $"""<option value="{user.Name}">{Encode(user.FullName)}</option>"""));
        return Page(StatusCodes.Status200OK, $"""
            <h1>Log in to the sandbox</h1>
            <p>The application <code>{Encode(question.ClientId)}</code> wants to read and change the CRM as you.</p>
            <form method="post">{hidden}
            <p><label>Tenant <select name="tenant"><option>{SandboxTenant.Id}</option><option>{SandboxTenant.OtherId}</option></select></label></p>
            <p><label>You are <select name="user">{users}</select></label></p>
            <p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p>
            </form>
            """);
    }

    /// <summary>Says why the application gets no answer.</summary>
    public static IResult Refusal(string problem) => Page(StatusCodes.Status400BadRequest, $"<h1>This login cannot go on</h1><p>{Encode(problem)}.</p>");

    private static IResult Page(int status, string body) => Results.Content(
        $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Sandbox login</title>
        <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem }</style>
        {{body}}
        </html>
        """,
        "text/html; charset=utf-8",
        statusCode: status);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
