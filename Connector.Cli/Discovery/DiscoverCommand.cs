using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Connector.Cli.Crm;
using Connector.Cli.Showing;
using Spectre.Console;

namespace Connector.Cli.Discovery;

/// <summary>What a tenant has, so that nobody has to guess a field, a list, a key or an id for a setting.</summary>
internal sealed class DiscoverCommand : TenantCommand
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly Option<bool> _markdown = new("--markdown") { Description = "As Markdown, to be kept or sent." };
    private readonly Option<bool> _all = new("--all") { Description = "All items of each list, instead of the first ten." };

    public DiscoverCommand() : base(
        "discover",
        "Shows the tenant's fields, lists, consent purposes, categories and owners, values of five companies, and which fields seem meant for what. Changes nothing.")
    {
        Add(_markdown);
        Add(_all);
    }

    protected override bool SaysWhereAside(ParseResult parsed) => parsed.GetValue(_markdown);

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        // Nothing can be read without it, and all parts would say so.
        await session.Client.GetIdentityAsync(cancellationToken);
        var parts = new Parts(session.Context);
        Survey survey;
        using (var progress = new StepProgress(session.Error, Surveyor.FixedSteps))
        {
            survey = await new Surveyor(session.Client, parts, progress, session.Parsed.GetValue(_all)).LookAsync(session.Context.Tenant, cancellationToken);
        }

        if (session.IsJson)
        {
            await session.WriteJsonAsync(JsonSerializer.SerializeToNode(survey, Form)!);
        }
        else if (session.Parsed.GetValue(_markdown))
        {
            foreach (var line in Markdown.Of(survey))
            {
                await session.Output.WriteLineAsync(line);
            }
        }
        else
        {
            Show(session.Screen, survey);
        }

        if (!session.IsJson)
        {
            parts.Show(new Screen(session.Error));
        }

        return parts.ExitCode == ExitCode.Good ? ExitCode.Good : ExitCode.Bad;
    }

    private static void Show(Screen screen, Survey survey)
    {
        foreach (var section in Section.Of(survey))
        {
            screen.Say("");
            screen.Say(section.Title, Color.Blue);
            if (section.Rows.Count == 0)
            {
                screen.Say("None.");
            }
            else
            {
                screen.Table(section.Columns, section.Rows);
            }

            foreach (var note in section.Notes)
            {
                screen.Say(note);
            }
        }

        screen.Say("");
        screen.Say("A mapping that seems meant; look at each before you set it", Color.Blue);
        foreach (var proposed in survey.Mapping)
        {
            if (proposed.ProgId is not null)
            {
                screen.Say($"{proposed.Setting}={proposed.ProgId}");
            }

            screen.Mark(proposed.ProgId is null ? "#" : "   #", proposed.ProgId is null ? $"{proposed.Setting}: {proposed.Why}" : proposed.Why);
        }
    }
}
