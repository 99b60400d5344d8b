namespace Connector.Conformance;

/// <summary>The tenant is where it says it is, lets us in, and tells who we are.</summary>
public sealed class IdentityTests(TenantUnderTest tenant)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Login_TellsWhoWeAre()
    {
        var identity = await tenant.Client.GetIdentityAsync(Cancelled);

        tenant.Findings.Note("Who names our associate id", identity.Source);
        tenant.Findings.Note("Our user is ours alone", identity.Dedicated ? "yes" : "no, or not known");
        Assert.True(identity.AssociateId > 0, "Nothing names our associate id: set SuperOffice:AssociateId, or our own echoes cannot be distinguished from edits.");
    }

    [Fact]
    public async Task OurUser_IsAnAssociate()
    {
        var identity = await tenant.Client.GetIdentityAsync(Cancelled);
        Assert.SkipWhen(identity.AssociateId is null, "Our associate id is not known.");

        var own = await tenant.Client.Associates.FindAsync(identity.AssociateId!.Value, Cancelled);

        Assert.NotNull(own);
        tenant.Findings.Note("Type of our user", own.Type.ToString());
    }

    [Fact]
    public async Task Associates_AreListedOnceEach()
    {
        var all = await tenant.Client.Associates.ListAsync(Cancelled);

        Assert.NotEmpty(all);
        Assert.Distinct(all.Select(one => one.AssociateId));
    }
}
