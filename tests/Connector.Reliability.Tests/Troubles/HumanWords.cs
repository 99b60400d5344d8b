using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;

namespace Connector.Reliability.Tests.Troubles;

/// <summary>Companies where a person has written over what we wrote, and that change again and again: a reason to write, and nothing that we may.</summary>
internal sealed class HumanWords(ConnectorSystem system, Sender sender)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<(int Contact, string Words)> _written = [];
    private int _names;

    public async Task WriteAsync(int companies, CancellationToken cancellationToken)
    {
        for (var i = 0; i < companies; i++)
        {
            var (contact, _) = await system.Crm.CreateAsync($"Handwerk{i} GmbH", cancellationToken);
            await sender.InsistAsync(WebhookEvent.Of("contact", contact, changes: "name"), cancellationToken);
            await Eventually.TrueAsync(
                async () => (await system.Crm.FieldsAsync($"contacts/{contact}", cancellationToken))[CrmFields.Summary].Length > 0,
                Patience, $"contact {contact} is enriched", cancellationToken);
            var words = $"What a person knows of number {i}.";
            var fields = new Dictionary<string, string> { [CrmFields.Summary] = words };
            await system.Crm.EditAsync($"/sandbox/contacts/{contact}", new { fields }, cancellationToken);
            await sender.InsistAsync(WebhookEvent.Of("contact", contact, changes: "name"), cancellationToken);
            _written.Add((contact, words));
        }
    }

    /// <summary>Another name for each, so that there is another text to write.</summary>
    public async Task RenameAsync(CancellationToken cancellationToken)
    {
        _names++;
        foreach (var (contact, _) in _written)
        {
            await system.Crm.EditAsync($"/sandbox/contacts/{contact}", new { name = $"Handwerk Nr.{_names} GmbH" }, cancellationToken);
            await sender.InsistAsync(WebhookEvent.Of("contact", contact, changes: "name"), cancellationToken);
        }
    }

    /// <summary>All of it stands, and nobody has replaced and put back any of it meanwhile.</summary>
    public async Task StandAsync(CancellationToken cancellationToken)
    {
        var patches = await system.Crm.JournalAsync(cancellationToken);
        foreach (var (contact, words) in _written)
        {
            Assert.Equal(words, (await system.Crm.FieldsAsync($"contacts/{contact}", cancellationToken))[CrmFields.Summary]);

            // The first PATCH of a company is older than the person's words.
            var later = patches.Where(entry => entry.Kind == "patch" && entry.Entity == $"contact:{contact}").Skip(1);
            Assert.All(later, patch => Assert.DoesNotContain($"\"{CrmFields.Summary}\"", patch.Body.ToJsonString(), StringComparison.Ordinal));
        }
    }
}
