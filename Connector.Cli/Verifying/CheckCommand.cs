using System.CommandLine;
using System.Text.Json;
using Connector.Cli.Checking;
using Connector.Cli.Crm;
using Connector.Cli.Findings;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;

namespace Connector.Cli.Verifying;

/// <summary>
/// Whether the API answers as the connector expects it: members, both dictionaries of fields, their types, their lists. Values are not shown.
/// </summary>
internal sealed class CheckCommand : TenantCommand
{
    private readonly Argument<string> _entity = Entity.Argument();

    public CheckCommand() : base(
        "check",
        "Meets the API's answer for a contact or person with what the connector expects of it: ✓ as expected, ! missing, ✗ odd. Shows no values.") => Add(_entity);

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var entity = Entity.Parse(session.Parsed.GetRequiredValue(_entity));
        var client = session.Client;
        var layout = await client.ReadFieldsAsync(entity.Kind, cancellationToken);
        var raw = await session.Raw.GetAsync(entity.Path, cancellationToken);
        var report = new CheckReport(session);
        if (!raw.IsSuccess)
        {
            throw new CommandException(
                raw.Status is 429 or 503 ? ExitCode.Unreachable : ExitCode.Bad,
                $"SuperOffice answered {raw.Status} for {entity.Name}. {(raw.Status is 429 or 503 ? "Try again in a minute." : $"To see it: connector raw GET {entity.Path} {session.Context.Option}")}");
        }

        try
        {
            var root = JsonElement.Parse(raw.Body);
            foreach (var finding in StructureCheck.Members(root, Expectation.Of(entity.Kind)).Concat(StructureCheck.DictionariesOf(root)))
            {
                report.Add(finding);
            }

            foreach (var finding in await StructureCheck.FieldsAsync(root, layout.Values, field => client.GetListItemsAsync(field, cancellationToken)))
            {
                report.Add(finding);
            }
        }
        catch (JsonException)
        {
            report.Add(new(entity.Name, Finding.Bad("the answer is no JSON", $"To see it: connector raw GET {entity.Path} {session.Context.Option}")));
        }

        report.Add(new("reading", await ReadAsync(client, entity, cancellationToken)));
        return await report.EndAsync();
    }

    private static async Task<Finding> ReadAsync(SuperOfficeClient client, Entity entity, CancellationToken cancellationToken)
    {
        try
        {
            CrmRecord? record = entity.Kind == CrmEntity.Contact
                ? await client.GetContactAsync(entity.Id, cancellationToken)
                : await client.GetPersonAsync(entity.Id, cancellationToken);
            return record is null ? Finding.Bad("the record is gone meanwhile", "") : Finding.Good("the connector reads it");
        }
        catch (SuperOfficeException odd) when (odd.Kind == FailureKind.Unreadable)
        {
            return Finding.Bad($"the connector does not read it: {odd.Message}", "Report it, with the answer of connector raw GET.");
        }
    }
}
