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

    [Theory]
    [InlineData("ANNA", true)]
    [InlineData("Anna 2", true)]
    [InlineData("2a", true)]
    [InlineData("12", true)]
    [InlineData(" 12 ", true)]
    [InlineData("1", true)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("", false)]
    [InlineData("?", false)]
    [InlineData("12.5", false)]
    [InlineData("99999999999", false)]
    public void Entry_IsAnIdOrAShortName(string entry, bool can) => Assert.Equal(can, OwnerList.CanBeOwner(entry));

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('|')]
    [InlineData('"')]
    [InlineData('[')]
    [InlineData(']')]
    [InlineData('{')]
    [InlineData('}')]
    [InlineData('\n')]
    [InlineData('\t')]
    public void SeveralInOne_AreNone(char between)
    {
        Assert.False(OwnerList.CanBeOwner($"ANNA{between}BERND"));
        Assert.False(OwnerList.CanBeOwner($"{between}12"));
    }
}
