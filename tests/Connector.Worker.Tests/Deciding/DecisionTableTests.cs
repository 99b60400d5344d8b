using Connector.Jobs.Accounts;
using Connector.SuperOffice.Webhooks;
using Connector.Worker.Deciding;

namespace Connector.Worker.Tests.Deciding;

public sealed class DecisionTableTests
{
    private const string Tenant = "Cust10001";
    private const int Own = 77;
    private const int Human = 11;

    private static readonly string[] Housekeeping =
        ["updated", "updated_associate_id", "updatedCount", "soundEx", "registered", "registered_associate_id"];

    [Theory]
    [InlineData(Own, true)]
    [InlineData(Own, false)]
    [InlineData(Human, true)]
    [InlineData(0, true)]
    public void Created_IsProcessed_WhoeverMadeIt(int changedBy, bool dedicated)
    {
        foreach (var entity in new[] { "contact", "person" })
        {
            var decision = DecisionTable.Decide(Event($"{entity}.created", changedBy, $"{entity}_id", "number1"), Settings(dedicated));

            Assert.Equal((Verdict.Process, DecisionReason.Created), (decision.Verdict, decision.Reason));
        }
    }

    [Theory]
    [InlineData("contact", "name")]
    [InlineData("contact", "NAME")]
    [InlineData("contact", "urladdress")]
    [InlineData("contact", "UrlAddress")]
    [InlineData("contact", "urls")]
    [InlineData("contact", "orgnr")]
    [InlineData("contact", "orgNr")]
    [InlineData("person", "jobtitle")]
    [InlineData("person", "jobTitle")]
    [InlineData("person", "title")]
    [InlineData("person", "position_id")]
    [InlineData("person", "position_idx")]
    [InlineData("person", "contact_id")]
    public void RelevantColumn_IsProcessed_WhoeverMadeItAndWhateverElseChanged(string entity, string column)
    {
        foreach (var (changedBy, dedicated) in new[] { (Own, true), (Own, false), (Human, true), (Human, false) })
        {
            foreach (var others in new string[][] { [], [$"{entity}_id", .. Housekeeping], ["number1", "category_idx"], ["userdef_id"] })
            {
                var decision = DecisionTable.Decide(Event($"{entity}.changed", changedBy, [.. others, column]), Settings(dedicated));

                Assert.Equal((Verdict.Process, DecisionReason.Relevant), (decision.Verdict, decision.Reason));
            }
        }
    }

    /// <summary>A column that could not be read may be one that matters: one read tells. Our own id and a readable relevant column say as much as ever.</summary>
    [Theory]
    [InlineData("contact", Human, DecisionReason.Opaque)]
    [InlineData("person", Human, DecisionReason.Opaque)]
    [InlineData("contact", Own, DecisionReason.Echo)]
    [InlineData("contact", Human, DecisionReason.Opaque, "number1")]
    [InlineData("person", Human, DecisionReason.Opaque, "number1", "updated")]
    [InlineData("contact", Own, DecisionReason.Echo, "number1")]
    [InlineData("contact", Own, DecisionReason.Relevant, "number1", "name")]
    [InlineData("person", Human, DecisionReason.Relevant, "title")]
    public void ChangesThatCouldNotBeRead_AreOpaque(string entity, int changedBy, DecisionReason reason, params string[] read)
    {
        var decision = DecisionTable.Decide(
            Event($"{entity}.changed", changedBy, read) with { HasUnreadableChanges = true }, Settings(dedicated: true));

        Assert.Equal(reason, decision.Reason);
        Assert.Equal(
            DecisionReason.Created,
            DecisionTable.Decide(Event($"{entity}.created", changedBy, read) with { HasUnreadableChanges = true }, Settings(dedicated: true)).Reason);
    }

    public static TheoryData<string, string[]> OpaqueChanges()
    {
        var data = new TheoryData<string, string[]>();
        foreach (var entity in new[] { "contact", "person" })
        {
            data.Add(entity, []);
            data.Add(entity, [$"{entity}_id"]);
            data.Add(entity, [$"{entity.ToUpperInvariant()}_ID", .. Housekeeping]);
            data.Add(entity, ["UPDATED", "SOUNDEX"]);
            data.Add(entity, ["userdef_id"]);
            data.Add(entity, [$"{entity}_id", .. Housekeeping, "userdef_id", "userdef2_id"]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(OpaqueChanges))]
    public void OpaqueChange_IsAnEcho_OnlyByAnIdThatIsOursAlone(string entity, string[] changes)
    {
        var name = $"{entity}.changed";
        Assert.Equal(
            (Verdict.Skip, DecisionReason.Echo), Outcome(DecisionTable.Decide(Event(name, Own, changes), Settings(dedicated: true))));
        var opaque = (Verdict.Process, DecisionReason.Opaque);
        Assert.Equal(opaque, Outcome(DecisionTable.Decide(Event(name, Own, changes), Settings(dedicated: false))));
        Assert.Equal(opaque, Outcome(DecisionTable.Decide(Event(name, Human, changes), Settings(dedicated: true))));
        Assert.Equal(opaque, Outcome(DecisionTable.Decide(Event(name, Human, changes), Settings(dedicated: false))));
        Assert.Equal(opaque, Outcome(DecisionTable.Decide(Event(name, 0, changes), Settings(dedicated: true) with { OwnAssociateId = 0 })));
        Assert.Equal(opaque, Outcome(DecisionTable.Decide(Event(name, null, changes), Settings(dedicated: true) with { OwnAssociateId = null })));
    }

    [Theory]
    [InlineData("contact", "deleted", Gates.None, true)]
    [InlineData("person", "deleted", Gates.None, true)]
    [InlineData("contact", "associate_id", Gates.Owner, true)]
    [InlineData("contact", "associate_id", Gates.Category | Gates.Persons, false)]
    [InlineData("contact", "category_idx", Gates.Category, true)]
    [InlineData("contact", "category_id", Gates.Category, true)]
    [InlineData("contact", "category_idx", Gates.Owner, false)]
    [InlineData("contact", "retired", Gates.All, false)]
    [InlineData("person", "retired", Gates.Persons, true)]
    [InlineData("person", "Retired", Gates.Persons, true)]
    [InlineData("person", "nomailing", Gates.Persons, true)]
    [InlineData("person", "retired", Gates.Owner, false)]
    [InlineData("person", "associate_id", Gates.All, false)]
    public void ColumnThatMayHaveLiftedARefusal_IsReadOnce_WhereItCanRefuse(string entity, string column, Gates gates, bool read)
    {
        var settings = Settings(dedicated: true) with { Columns = new RelevantColumns(["name"], ["title"], gates) };
        foreach (var changedBy in new[] { Own, Human })
        {
            var decision = DecisionTable.Decide(Event($"{entity}.changed", changedBy, [$"{entity}_id", "updated", column, "number1"]), settings);

            Assert.Equal(read ? (Verdict.Process, DecisionReason.Opaque) : (Verdict.Skip, DecisionReason.Irrelevant), Outcome(decision));
        }
    }

    [Theory]
    [InlineData("person.consented")]
    [InlineData("person.unconsented")]
    [InlineData("Person.Consented")]
    public void ConsentThatChanged_IsReadOnce(string name) =>
        Assert.Equal((Verdict.Process, DecisionReason.Opaque), Outcome(DecisionTable.Decide(Event(name, Human), Settings(dedicated: true))));

    [Theory]
    [InlineData("contact", "number1")]
    [InlineData("contact", "category_idx")]
    [InlineData("contact", "associate_id")]
    [InlineData("contact", "title")]
    [InlineData("contact", "person_id")]
    [InlineData("contact", "department")]
    [InlineData("contact", "userdefined")]
    [InlineData("person", "name")]
    [InlineData("person", "phone_present")]
    [InlineData("person", "firstname")]
    [InlineData("person", "orgnr")]
    public void OtherColumn_IsIrrelevant_WhoeverMadeIt(string entity, string column)
    {
        foreach (var changedBy in new[] { Own, Human })
        {
            var decision = DecisionTable.Decide(Event($"{entity}.changed", changedBy, [$"{entity}_id", "updated", "userdef_id", column]), Settings(dedicated: true));

            Assert.Equal((Verdict.Skip, DecisionReason.Irrelevant), Outcome(decision));
        }
    }

    [Theory]
    [InlineData("contact.consented", DecisionReason.UnsupportedEvent)]
    [InlineData("person.restored", DecisionReason.UnsupportedEvent)]
    [InlineData("contact", DecisionReason.UnsupportedEvent)]
    [InlineData("sale.created", DecisionReason.UnsupportedEntity)]
    [InlineData("list.108.changed", DecisionReason.UnsupportedEntity)]
    [InlineData("webhook123.stopped", DecisionReason.UnsupportedEntity)]
    [InlineData("contactless.created", DecisionReason.UnsupportedEntity)]
    [InlineData("test", DecisionReason.Test)]
    [InlineData("TEST", DecisionReason.Test)]
    public void EventThatNeedsNoWork_IsSkippedWithItsReason(string name, DecisionReason reason) =>
        Assert.Equal((Verdict.Skip, reason), Outcome(DecisionTable.Decide(Event(name, Human), Settings())));

    [Theory]
    [InlineData("contact.deleted", DecisionReason.Deleted)]
    [InlineData("contact.softdeleted", DecisionReason.SoftDeleted)]
    [InlineData("person.deleted", DecisionReason.Deleted)]
    [InlineData("person.softdeleted", DecisionReason.SoftDeleted)]
    public void Deletion_IsProcessed_SoThatWhatIsHeldGoes(string name, DecisionReason reason) =>
        Assert.Equal((Verdict.Process, reason), Outcome(DecisionTable.Decide(Event(name, Human), Settings())));

    [Theory]
    [InlineData("Contact.Changed")]
    [InlineData("CONTACT.CHANGED")]
    public void EventName_IsReadWithoutCase(string name) =>
        Assert.Equal((Verdict.Process, DecisionReason.Relevant), Outcome(DecisionTable.Decide(Event(name, Human, "name"), Settings())));

    [Theory]
    [InlineData("Cust99999", DecisionReason.ForeignTenant)]
    [InlineData("Cust10001", DecisionReason.Created)]
    [InlineData("cust10001", DecisionReason.Created)]
    [InlineData("Default", DecisionReason.Created)]
    [InlineData("", DecisionReason.Created)]
    [InlineData(null, DecisionReason.Created)]
    public void ContextIdentifier_MustBeOursIfItIsThere(string? claimed, DecisionReason reason) =>
        Assert.Equal(reason, DecisionTable.Decide(Event("contact.created", Human) with { ContextIdentifier = claimed }, Settings()).Reason);

    [Theory]
    [InlineData("contact.changed", 0)]
    [InlineData("contact.deleted", 0)]
    [InlineData("person.created", -3)]
    [InlineData("person.changed", 0)]
    public void EventWithoutPrimaryKey_IsBuried(string name, int key) =>
        Assert.Equal((Verdict.Bury, DecisionReason.NoPrimaryKey), Outcome(DecisionTable.Decide(Event(name, Human) with { PrimaryKey = key }, Settings())));

    [Theory]
    [InlineData("12", 12, DecisionReason.Created)]
    [InlineData("12", 13, DecisionReason.ForeignOwner)]
    [InlineData("12", null, DecisionReason.Created)]
    [InlineData("ANNA", 13, DecisionReason.Created)]
    [InlineData("12,ANNA", 13, DecisionReason.Created)]
    [InlineData("", 13, DecisionReason.Created)]
    [InlineData("12", 0, DecisionReason.ForeignOwner)]
    public void Owner_IsSettledByIdAloneOnlyWhereNoShortNameCouldBeTheirs(string owners, int? associate, DecisionReason reason)
    {
        var received = Event("contact.created", Human) with
        {
            Values = associate is { } id ? new Dictionary<string, int> { ["associate_id"] = id } : [],
        };

        var decision = DecisionTable.Decide(received, Settings() with { Owners = new OwnerList(owners.Split(',')) });

        Assert.Equal(reason, decision.Reason);
    }

    [Fact]
    public void OwnerOfAPerson_IsNotThePersonsOwn()
    {
        var received = Event("person.created", Human) with { Values = new Dictionary<string, int> { ["associate_id"] = 13, ["contact_id"] = 5 } };

        var decision = DecisionTable.Decide(received, Settings() with { Owners = new OwnerList(["12"]) });

        Assert.Equal(DecisionReason.Created, decision.Reason);
    }

    [Theory]
    [InlineData("contact.created", null, "c4711", "contact:4711")]
    [InlineData("contact.deleted", null, "c4711", "contact:4711")]
    [InlineData("person.created", 5, "c5", "person:4711")]
    [InlineData("person.changed", 0, "p4711", "person:4711")]
    [InlineData("person.changed", null, "p4711", "person:4711")]
    [InlineData("person.deleted", 5, "c5", "person:4711")]
    public void Account_IsTheContactOrTheContactOfThePersonIfKnown(string name, int? contact, string account, string entity)
    {
        var received = Event(name, Human) with { Values = contact is { } id ? new Dictionary<string, int> { ["contact_id"] = id } : [] };

        var decision = DecisionTable.Decide(received, Settings());

        Assert.Equal(new AccountKey(Tenant, account), decision.Account);
        Assert.Equal(EntityKey.Parse(entity), decision.Entity);
    }

    [Fact]
    public void RelevantColumns_AreTheTenants()
    {
        var settings = Settings() with { Columns = new RelevantColumns(["Number1"], []) };

        Assert.Equal(DecisionReason.Relevant, DecisionTable.Decide(Event("contact.changed", Human, "number1"), settings).Reason);
        Assert.Equal(DecisionReason.Irrelevant, DecisionTable.Decide(Event("contact.changed", Human, "name"), settings).Reason);
    }

    [Fact]
    public void EveryReason_HasAWordOfItsOwn()
    {
        var words = Enum.GetValues<DecisionReason>().Select(r => r.Word()).ToList();

        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.All(words, w => Assert.Matches("^[a-z_]+$", w));
        var unknown = Assert.Throws<ArgumentOutOfRangeException>(() => ((DecisionReason)999).Word());
        Assert.Contains("Unknown decision reason", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryVerdict_HasItsWord() =>
        Assert.Equal(["process", "skip", "bury"], Enum.GetValues<Verdict>().Select(v => v.Word()));

    private static (Verdict, DecisionReason) Outcome(Decision decision) => (decision.Verdict, decision.Reason);

    private static DecisionSettings Settings(bool dedicated = true) =>
        new() { Tenant = Tenant, OwnAssociateId = Own, OwnIdDedicated = dedicated };

    private static WebhookEvent Event(string name, int? changedBy, params string[] changes) => new()
    {
        Event = name,
        Entity = name.Split('.')[0],
        PrimaryKey = 4711,
        Changes = changes,
        ContextIdentifier = Tenant,
        ChangedByAssociateId = changedBy,
        Values = new Dictionary<string, int>(),
    };
}
