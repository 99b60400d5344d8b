using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.Cli.Showing;
using Spectre.Console;

namespace Connector.Cli.Disconnecting;

/// <summary>Says of each step what came of it, and at the end what is left to people.</summary>
internal sealed class StepList(CrmSession session, bool undoes, bool asks)
{
    private readonly JsonArray _steps = [];
    private bool _isDone = true;

    /// <summary>Where more can be shown; null if the answer is for programs.</summary>
    public Screen? Screen => session.IsJson ? null : session.Screen;

    /// <summary>A step is done.</summary>
    public void Done(string name, string text)
    {
        _steps.Add(new JsonObject { ["step"] = name, ["done"] = true, ["text"] = text });
        Screen?.Mark("✓", $"{name}: {text}", Color.Green);
    }

    /// <summary>One is not.</summary>
    public void Failed(StepFailedException failure)
    {
        _isDone = false;
        _steps.Add(new JsonObject { ["step"] = Current, ["done"] = false, ["text"] = failure.Message, ["cure"] = failure.Cure });
        Screen?.Mark("✗", $"{Current}: {failure.Message}", Color.Red);
        Screen?.Mark("  →", failure.Cure);
        Screen?.Say($"What is done stays done. To go on: connector disconnect {session.Context.Option} --{(undoes ? "undo" : "keep")}");
    }

    /// <summary>Asks whoever sits at the terminal, unless they said that they do not want to be asked.</summary>
    public async Task<bool> AgreesAsync(string question, CancellationToken cancellationToken) =>
        !asks || await Terminal.AskAsync(session.Output, question, cancellationToken) is "yes" or "y";

    /// <summary>The step that is under way.</summary>
    public string Current { get; set; } = "";

    /// <summary>Ends it.</summary>
    public async Task<int> EndAsync()
    {
        string[] left =
        [
            "The consent: an administrator of the CRM withdraws the application's access in SuperOffice, among its apps. From then on its login is refused.",
            $"The login that is kept: {LoginOf(session.Context)}",
            "The services: take the tenant out of their settings, or stop them; docs/data-protection.md names what is in files and backups.",
        ];
        if (session.IsJson)
        {
            await session.WriteJsonAsync(new JsonObject { ["disconnected"] = _isDone, ["steps"] = _steps, ["leftToDo"] = new JsonArray([.. left.Select(one => (JsonNode)one)]) });
        }
        else if (_isDone)
        {
            session.Screen.Say("The connector is off this tenant. What is left to people:");
            foreach (var one in left)
            {
                session.Screen.Mark("  –", one);
            }
        }

        return _isDone ? ExitCode.Good : ExitCode.Bad;
    }

    private static string LoginOf(TenantContext context) => context.Name switch
    {
        ContextStore.Sandbox => "the sandbox's is no secret, and stays",
        { } name => $"connector contexts remove {name}",
        _ => $"delete SO_REFRESH_TOKEN, SO_SYSTEM_USER_TOKEN and the client secret in {context.File}",
    };
}
