using Connector.Jobs.Accounts;

namespace Connector.Jobs.Tests;

/// <summary>How accounts and entities are spelt: the spelling is stored, so it never changes.</summary>
public sealed class KeyTests
{
    [Fact]
    public void Account_is_named_after_its_contact_or_its_only_person()
    {
        Assert.Equal(new AccountKey("Cust1", "c4711"), AccountKey.OfContact("Cust1", 4711));
        Assert.Equal(new AccountKey("Cust1", "p981"), AccountKey.OfPerson("Cust1", 981));
        Assert.Equal("Cust1/c4711", AccountKey.OfContact("Cust1", 4711).ToString());
    }

    [Theory]
    [InlineData("contact:4711", EntityKind.Contact, 4711)]
    [InlineData("person:981", EntityKind.Person, 981)]
    [InlineData("Contact:1", EntityKind.Contact, 1)]
    [InlineData("PERSON:0", EntityKind.Person, 0)]
    public void Entity_is_read_in_any_case_and_written_in_lower_case(string text, EntityKind kind, int id)
    {
        Assert.Equal(new EntityKey(kind, id), EntityKey.Parse(text));
        Assert.True(EntityKey.TryParse(text, out var key));
        Assert.Equal(text.ToLowerInvariant(), key.ToString());
        Assert.Equal(key, kind == EntityKind.Contact ? EntityKey.Contact(id) : EntityKey.Person(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("contact")]
    [InlineData("contact:")]
    [InlineData("4711")]
    [InlineData(":4711")]
    [InlineData("sale:4711")]
    [InlineData("contact:-1")]
    [InlineData("contact: 1")]
    [InlineData("contact:1:2")]
    [InlineData("contact:x:2")]
    [InlineData("contact:99999999999")]
    public void Text_that_names_no_entity_is_refused_and_the_error_says_what_was_expected(string text)
    {
        Assert.False(EntityKey.TryParse(text, out var key));
        Assert.Equal(default, key);
        var refused = Assert.Throws<FormatException>(() => EntityKey.Parse(text));
        Assert.Equal($"'{text}' is no entity key; expected contact:<id> or person:<id>.", refused.Message);
    }
}
