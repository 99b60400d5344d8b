using Connector.SuperOffice.Fields;

namespace Connector.SuperOffice.Tests.Fields;

public sealed class ListItemsTests
{
    private static readonly ListItem[] Items =
    [
        new(1, "Mechanical  Engineering"), new(2, "Retail"), new(3, "RETAIL "), new(4, "Food & Drink"), new(5, ""),
        new(6, "Caf\u00E9 & B\u00E4ckerei"), new(7, "Skog\u00A0og Fiske"), new(8, "Ve\u010Deře"),
    ];

    [Theory]
    [InlineData("Food & Drink", 4)]
    [InlineData(" food &  drink ", 4)]
    [InlineData("mechanical engineering", 1)]
    [InlineData("CAFE\u0301 & Ba\u0308ckerei", 6)]
    [InlineData("Skog og fiske", 7)]
    [InlineData("VEC\u030CER\u030CE", 8)]
    [InlineData("Retail", 2)]
    [InlineData("RETAIL ", 3)]
    public void Name_is_found_whatever_its_case_and_spaces(string name, int id) => Assert.Equal(id, ListItems.Find(Items, name)?.Id);

    [Theory]
    [InlineData("retail")]
    [InlineData("Food")]
    [InlineData(" ")]
    [InlineData("Cafe & Backerei")]
    public void Name_that_fits_none_or_several_is_not_found(string name) => Assert.Null(ListItems.Find(Items, name));
}
