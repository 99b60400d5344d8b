using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;

namespace Connector.Conformance;

/// <summary>What a change does. Every test is skipped unless its owner named a record to write to, and leaves that record as it was.</summary>
public sealed class WritingTests(TenantUnderTest tenant)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preconditions_AreTriedOut()
    {
        var contact = tenant.WritableContact();
        var field = await tenant.WritableFieldAsync(Cancelled);

        var report = await tenant.Client.Preconditions.ProbeAsync(CrmEntity.Contact, contact, field.ProgId, Cancelled);

        tenant.Findings.Note("JSON Patch test", $"{report.Test} ({report.TestForm})");
        tenant.Findings.Note("If-Unmodified-Since", report.UnmodifiedSince.ToString());
        tenant.Findings.Note("SuperOffice:WritePrecondition to set", report.Suggested.ToString());
        tenant.Findings.Note("What the probe saw", string.Join(Environment.NewLine, report.Evidence));
        Assert.NotEmpty(report.Evidence);
    }

    [Fact]
    public async Task OneField_IsWritten_AndNothingElseChanges()
    {
        var id = tenant.WritableContact();
        var field = await tenant.WritableFieldAsync(Cancelled);
        var before = await ContactAsync(id);
        var old = before.Fields.GetValueOrDefault(field.ProgId) ?? "";
        var other = old == "Conformance" ? "Conformance 2" : "Conformance";

        var returned = await SetAsync(before, field, other);
        var between = await ContactAsync(id);
        await SetAsync(between, field, old);
        var after = await ContactAsync(id);

        Assert.True(FieldValue.AreEqual(field.Type, other, returned[field.ProgId]), "The answer to the PATCH does not hold the new value.");
        Assert.True(FieldValue.AreEqual(field.Type, other, between.Fields[field.ProgId]), "The record does not hold the new value.");
        Assert.Equal(Without(before, field), Without(between, field));
        Assert.True(FieldValue.AreEqual(field.Type, old, after.Fields.GetValueOrDefault(field.ProgId)), "The old value did not come back.");
        Assert.Equal((before.Name, before.OrgNr, before.Website), (after.Name, after.OrgNr, after.Website));
        tenant.Findings.Note("A change of a field alone moves the record's date", between.UpdatedDate > before.UpdatedDate ? "yes" : "no, or within a second");
    }

    [Fact]
    public async Task ChangeByAnOldVersion_IsRefused_WhereThePreconditionIsHonoured()
    {
        var id = tenant.WritableContact();
        var field = await tenant.WritableFieldAsync(Cancelled);
        var report = await tenant.Client.Preconditions.ProbeAsync(CrmEntity.Contact, id, field.ProgId, Cancelled);
        Assert.SkipWhen(report.Suggested == WritePrecondition.None, "The tenant honours no precondition.");
        Assert.SkipWhen(report.UnmodifiedSince != SuperOffice.Preconditions.PreconditionVerdict.Honoured, "The tenant does not honour If-Unmodified-Since.");
        var contact = await ContactAsync(id);
        var same = contact.Fields.GetValueOrDefault(field.ProgId) ?? "";

        var failure = await Assert.ThrowsAsync<SuperOfficeException>(() => tenant.Client.PatchFieldsAsync(
            CrmEntity.Contact, id, Patch(contact.UpdatedDate.AddDays(-1), field, same, same), Cancelled));

        Assert.Equal(FailureKind.Conflict, failure.Kind);
    }

    [Fact]
    public async Task NewContactAndPerson_AreReadAsTheyWereMade()
    {
        tenant.NeedsCreating();

        var contact = await tenant.Client.Contacts.CreateAsync(new NewContact("Conformance GmbH") { City = "Basel", OrgNr = "123" }, Cancelled);
        var person = await tenant.Client.Persons.CreateAsync(
            new NewPerson(contact.ContactId, "Conformance", 1) { Firstname = "Cora", Title = "Tester" }, Cancelled);

        var readContact = await ContactAsync(contact.ContactId);
        var readPerson = await tenant.Client.GetPersonAsync(person.PersonId, Cancelled);
        Assert.Equal(("Conformance GmbH", "123"), (readContact.Name, readContact.OrgNr));
        Assert.Equal((contact.ContactId, "Tester"), (readPerson?.ContactId, readPerson?.Title));
    }

    private static FieldPatch Patch(DateTimeOffset version, FieldDefinition field, string old, string value) => new()
    {
        Set = new Dictionary<string, string> { [field.ProgId] = value },
        Expected = new Dictionary<string, string?> { [field.ProgId] = old },
        ReadVersion = version,
    };

    private static IEnumerable<KeyValuePair<string, string>> Without(ContactRecord contact, FieldDefinition field) =>
        contact.Fields.Where(one => one.Key != field.ProgId).OrderBy(one => one.Key, StringComparer.Ordinal);

    private async Task<ContactRecord> ContactAsync(int id)
    {
        var contact = await tenant.Client.GetContactAsync(id, Cancelled);
        Assert.True(contact is not null, $"There is no contact {id}.");
        return contact!;
    }

    private Task<IReadOnlyDictionary<string, string>> SetAsync(ContactRecord contact, FieldDefinition field, string value) =>
        tenant.Client.PatchFieldsAsync(
            CrmEntity.Contact,
            contact.ContactId,
            Patch(contact.UpdatedDate, field, contact.Fields.GetValueOrDefault(field.ProgId) ?? "", value),
            Cancelled);
}
