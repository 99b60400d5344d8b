using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Connector.Cli.Asking;
using Connector.Cli.Checking;
using Connector.Cli.Crm;
using Connector.Cli.Findings;
using Connector.Cli.Showing;
using Connector.SuperOffice.Fields;

namespace Connector.Cli.Verifying;

/// <summary>
/// Whether what the connector wrote is in the CRM: what it remembers to have been returned after its last write, looked for in the text of the raw answer, so
/// that an error in our reading of answers cannot hide that it is not.
/// </summary>
internal sealed class VerifyCommand : TenantCommand
{
    private readonly Argument<string> _entity = Entity.Argument();

    public VerifyCommand() : base(
        "verify",
        "Did it land? Looks for what the connector wrote last, by its own memory, in the text of the raw answer. Exit code 1 if something is not there.") => Add(_entity);

    protected override async Task<int> RunAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var entity = Entity.Parse(session.Parsed.GetRequiredValue(_entity));
        using var dashboard = new DashboardClient(session.Parsed);
        var explanation = await dashboard.GetAsync($"api/explain/{Names.Tenant(session.Context.Tenant)}/{Names.Entity(entity.Name)}", cancellationToken);
        var written = explanation.GetProperty("written").EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetString() ?? "");
        var raw = await session.Raw.GetAsync(entity.Path, cancellationToken);
        if (!raw.IsSuccess)
        {
            throw new CommandException(
                ExitCode.Bad, $"SuperOffice answered {raw.Status} for {entity.Name}. To see it: connector raw GET {entity.Path} {session.Context.Option}");
        }

        var report = new CheckReport(session);
        if (explanation.GetProperty("openWrite").GetBoolean())
        {
            report.Add(new(entity.Name, Finding.Doubtful(
                "a write was begun whose outcome is not known yet", "A worker finds it out with the record's next pass.")));
        }

        if (written.Count == 0)
        {
            report.Add(new(entity.Name, Finding.Skipped(
                "the connector knows of nothing in it that it wrote", $"connector explain {session.Context.Tenant} {entity.Name} shows what led to that.")));
        }

        var fields = written.Count == 0 ? null : await session.Client.GetFieldsAsync(entity.Kind, cancellationToken);
        foreach (var (progId, value) in written)
        {
            var label = fields!.TryGetValue(progId, out FieldDefinition? field) ? $"{field.Label} ({progId})" : progId;
            report.Add(new(label, IsIn(raw.Body, progId, value)
                ? Finding.Good($"is there: {Short(value)}")
                : Finding.Bad(
                    $"the answer's text does not have what was returned after our last write: {Short(value)}",
                    $"Somebody changed it since, or it was never stored. connector explain {session.Context.Tenant} {entity.Name} --field {progId}; connector raw GET {entity.Path}")));
        }

        return await report.EndAsync();
    }

    /// <summary>Whether a text has a member of that name with that value, whichever of JSON's ways to write characters it uses.</summary>
    internal static bool IsIn(string text, string progId, string value) => Spellings(progId).Any(name => Spellings(value).Any(spelt =>
        Regex.IsMatch(text, $"{Regex.Escape(name)}\\s*:\\s*{Regex.Escape(spelt)}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5))));

    private static string[] Spellings(string text) =>
        [JsonSerializer.Serialize(text, Relaxed), JsonSerializer.Serialize(text), LowerEscapes(JsonSerializer.Serialize(text))];

    private static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string LowerEscapes(string json) => Regex.Replace(
        json, @"\\u[0-9A-F]{4}", match => match.Value.ToLowerInvariant(), RegexOptions.None, TimeSpan.FromSeconds(5));

    private static string Short(string value) => Screen.Value(value.Length <= 100 ? value : value[..100] + "…");
}
