using System.Globalization;
using Connector.SuperOffice.Entities;
using Connector.Worker.Enriching;
using Connector.Worker.Writing;

namespace Connector.Worker.Cascading;

/// <summary>
/// What of a contact its persons' texts depend on beyond their own records: its name and its vertical, whoever set them. Kept as short hashes, with
/// the field that the vertical is in: a mapping that names another field is no change in the CRM. Written <c>{name}:{vertical}:{ProgId}</c>, with a
/// <c>!</c> before it while persons wait.
/// </summary>
/// <param name="Name">Hash of the name, without what varies from one spelling of it to the next.</param>
/// <param name="Vertical">Hash of the vertical by what it means.</param>
/// <param name="Field">The vertical's ProgId; empty where none is mapped.</param>
internal sealed record CascadeState(string Name, string Vertical, string Field)
{
    private const int Digits = 16;
    private const char Waiting = '!';

    /// <summary>Whether persons were refused since because of the contact, which was deleted or another owner's: all are due when it is worked on again.</summary>
    public bool PersonsWait { get; init; }

    /// <summary>The state of a contact.</summary>
    public static CascadeState Of(ContactRecord contact, FieldMap map)
    {
        var field = map.Content.FirstOrDefault(f => f.Field == FieldNames.Vertical);
        var vertical = field is null ? "" : FingerprintParts.Meaning(field.Definition.Type, contact.Fields.GetValueOrDefault(field.ProgId));
        var id = contact.ContactId.ToString(CultureInfo.InvariantCulture);
        return new(
            Fingerprint.Of("cascade name", id, Question.NormalNameOf(contact))[..Digits],
            Fingerprint.Of("cascade vertical", id, vertical)[..Digits],
            field?.ProgId ?? "");
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else, which then counts as never seen.</summary>
    public static CascadeState? Parse(string? text) =>
        text?.TrimStart(Waiting).Split(':', 3) is [{ Length: Digits } name, { Length: Digits } vertical, var field]
            ? new(name, vertical, field) { PersonsWait = text[0] == Waiting }
            : null;

    /// <summary>What is different from before, for people; null if nothing is that persons depend on.</summary>
    /// <param name="before">How it was.</param>
    /// <param name="nameCounts">Whether another name is worth anything.</param>
    public string? ChangedSince(CascadeState before, bool nameCounts) => before.PersonsWait ? "what kept its persons out" : (nameCounts && Name != before.Name, Field == before.Field && Vertical != before.Vertical) switch
    {
        (true, true) => "name and vertical",
        (true, false) => "name",
        (false, true) => "vertical",
        _ => null,
    };

    public override string ToString() => $"{(PersonsWait ? Waiting : "")}{Name}:{Vertical}:{Field}";
}
