using Connector.SuperOffice.Search;

namespace Connector.SuperOffice.Tests.Search;

public sealed class ArchiveFilterTests
{
    [Fact]
    public void Terms_are_written_as_documented()
    {
        Assert.Equal("name is 'Owl'", ArchiveFilter.Is("name", "Owl").Expression);
        Assert.Equal("name begins 'S'", ArchiveFilter.Begins("name", "S").Expression);
        Assert.Equal("orgnr contains '47'", ArchiveFilter.Contains("orgnr", "47").Expression);
        Assert.Equal("contactId eq 5", ArchiveFilter.Equal("contactId", 5).Expression);
        Assert.Equal("contactId ne -5", ArchiveFilter.Unequal("contactId", -5).Expression);
        Assert.Equal("contactId gt 5", ArchiveFilter.Greater("contactId", 5).Expression);
        Assert.Equal("contactId lt 5", ArchiveFilter.Less("contactId", 5).Expression);
        Assert.Equal("category oneOf (3,6)", ArchiveFilter.OneOf("category", 3, 6).Expression);
        Assert.Equal("stop set true", ArchiveFilter.IsSet("stop").Expression);
        Assert.Equal("contactUdef/SuperOffice:83 eq 1", ArchiveFilter.Equal("contactUdef/SuperOffice:83", 1).Expression);
        Assert.Equal("", ArchiveFilter.All.Expression);
        Assert.Equal("a eq 1 and b eq 2", ArchiveFilter.All.And(ArchiveFilter.Equal("a", 1)).And(ArchiveFilter.Equal("b", 2)).Expression);
    }

    [Fact]
    public void Moment_is_named_in_utc_a_second_before() => Assert.Equal(
        "updatedDate afterTime '2026-03-02T08:14:32'",
        ArchiveFilter.Since("updatedDate", new DateTimeOffset(2026, 3, 2, 9, 14, 33, 700, TimeSpan.FromHours(1))).Expression);

    [Fact]
    public void Quote_in_a_text_does_not_end_it() =>
        Assert.Equal(@"name is 'Bob\'s and contactId gt 0'", ArchiveFilter.Is("name", "Bob's and contactId gt 0").Expression);

    [Theory]
    [InlineData(@"ends in \")]
    [InlineData("two\nlines")]
    [InlineData("")]
    public void Text_that_might_end_early_is_refused(string text) => Assert.ThrowsAny<ArgumentException>(() => ArchiveFilter.Is("name", text));

    [Theory]
    [InlineData("name eq 1 or name")]
    [InlineData("a,b")]
    [InlineData("")]
    [InlineData("'")]
    [InlineData("Count(name)")]
    [InlineData("name\n")]
    public void Column_that_is_none_is_refused(string column) => Assert.ThrowsAny<ArgumentException>(() => ArchiveFilter.Equal(column, 1));

    [Fact]
    public void Items_are_bounded()
    {
        Assert.ThrowsAny<ArgumentException>(() => ArchiveFilter.OneOf("category"));
        Assert.ThrowsAny<ArgumentException>(() => ArchiveFilter.OneOf("category", [.. Enumerable.Range(1, 201)]));
        Assert.ThrowsAny<ArgumentException>(() => ArchiveFilter.Is("name", new string('x', 251)));
    }
}
