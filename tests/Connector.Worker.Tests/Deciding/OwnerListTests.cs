using Connector.Worker.Deciding;

namespace Connector.Worker.Tests.Deciding;

public sealed class OwnerListTests
{
    [Theory]
    [InlineData("", 0, "", true)]
    [InlineData("12", 12, "ANNA", true)]
    [InlineData("12", 13, "ANNA", false)]
    [InlineData("anna", 12, "ANNA", true)]
    [InlineData(" ANNA ", 12, "anna", true)]
    [InlineData("ANNA", 12, "BERND", false)]
    [InlineData("12, BERND", 13, "bernd", true)]
    [InlineData("12", 0, "", false)]
    [InlineData("ANNA", 0, "", false)]
    [InlineData("0", 0, "", false)]
    public void Owner_IsOursByIdOrShortName(string entries, int id, string name, bool ours) =>
        Assert.Equal(ours, new OwnerList(entries.Split(',')).Includes(id, name));
}
