using System.CommandLine;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.SuperOffice;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Connector.Cli.Setup;

/// <summary>Connects a tenant step by step, each in order before the next. Interrupted and called again, it goes on.</summary>
internal sealed class SetupCommand : Command
{
    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Take every proposed answer. Some of them cost (at most ten analyses), and one company is written and given back what it held.",
    };

    private readonly Option<bool> _noBrowser = new("--no-browser") { Description = "Print the link of the login only." };

    public SetupCommand() : base(
        "setup", "Connects a tenant: a guided walk from the registered application to ten companies as proposals. Called again, it goes on where it was. Needs the key.")
    {
        Add(_yes);
        Add(_noBrowser);
        ContextOptions.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var isJson = parsed.GetValue(CommonOptions.Json);
        var where = isJson ? parsed.InvocationConfiguration.Error : parsed.InvocationConfiguration.Output;
        var context = ContextChoice.OrNew(parsed);
        using var walk = new Walk(context, parsed, new Answers(where, parsed.GetValue(_yes)), where, parsed.GetValue(_noBrowser));
        IStep[] steps =
        [
            new ApplicationStep(), new LoginStep(), new IdentityStep(), new FieldsStep(), new PeopleStep(), new ExplorerStep(), new WebhookStep(),
            new CompaniesStep(), new TrialStep(),
        ];
        walk.Screen.Say(context.Line);
        var told = new JsonArray();
        for (var i = 0; i < steps.Length; i++)
        {
            var found = await WalkAsync(walk, steps[i], $"{i + 1} of {steps.Length}", cancellationToken);
            told.Add(new JsonObject { ["step"] = i + 1, ["title"] = steps[i].Title, ["found"] = found });
        }

        Tell(walk);
        if (isJson)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(new JsonObject { ["steps"] = told, ["keptIn"] = walk.Context.File }.ToJsonString());
        }

        return ExitCode.Good;
    }

    private static async Task<string> WalkAsync(Walk walk, IStep step, string number, CancellationToken cancellationToken)
    {
        try
        {
            if (await step.LookAsync(walk, cancellationToken) is { } found)
            {
                walk.Screen.Mark("✓", $"{number}  {step.Title}: {found}", Color.Green);
                return found;
            }

            walk.Screen.Say("");
            walk.Screen.Say($"{number}  {step.Title}", Color.Blue);
            walk.Screen.Say(step.Purpose);
            var done = await step.RunAsync(walk, cancellationToken);
            walk.Screen.Mark("✓", done, Color.Green);
            return done;
        }
        catch (CommandException failure)
        {
            throw Failed(failure);
        }
        catch (SuperOfficeException failure)
        {
            throw Failed(CrmFailure.Of(failure, walk.Context));
        }
        catch (OptionsValidationException wrong)
        {
            throw Failed(new CommandException(ExitCode.Usage, string.Join(' ', SettingProblems.Of(wrong))));
        }
        catch (OperationCanceledException)
        {
            throw Failed(new CommandException(ExitCode.Unreachable, "Interrupted."));
        }

        CommandException Failed(CommandException failure) => new(
            failure.ExitCode, $"Step {number}, {step.Title}: {failure.Message} Call {walk.Again} again to go on.");
    }

    private static void Tell(Walk walk)
    {
        walk.Screen.Say("");
        walk.Screen.Say($"{walk.Context.Tenant} is connected. What was decided stands in {walk.Context.File}.");
        walk.Screen.Say($"How it is: connector doctor {walk.Context.Option}. What waits for approval: connector proposals {walk.Context.Tenant}.");
    }
}
