using Connector.Worker.Tenants;

namespace Connector.Worker.Tests.Tenants;

public sealed class TenantSlotsTests
{
    [Fact]
    public void A_tenant_alone_has_its_share_and_no_more()
    {
        var slots = new TenantSlots(8);
        Take(slots, "A", 3);

        Assert.Empty(slots.Refused([("A", 4)]));
        Assert.Equal(["A"], slots.Refused([("A", 3)]));
    }

    [Fact]
    public void The_last_slots_are_kept_for_tenants_that_have_none()
    {
        var slots = new TenantSlots(8);
        (string, int)[] tenants = [("A", 100), ("B", 100), ("C", 100)];
        Take(slots, "A", 5);
        Assert.Empty(slots.Refused(tenants));

        Take(slots, "A", 1);
        Assert.Equal(["A"], slots.Refused(tenants));

        Take(slots, "B", 1);
        Assert.Equal(["A", "B"], slots.Refused(tenants));

        Take(slots, "C", 1);
        Assert.Equal(["A", "B", "C"], slots.Refused(tenants));
    }

    [Fact]
    public void However_many_tenants_there_are_half_of_the_slots_are_for_who_has_work()
    {
        var slots = new TenantSlots(8);
        var tenants = Enumerable.Range(0, 100).Select(tenant => ($"T{tenant}", 100)).ToList();
        Take(slots, "T0", 3);
        Assert.Empty(slots.Refused(tenants));

        Take(slots, "T0", 1);
        Assert.Equal(["T0"], slots.Refused(tenants));
    }

    [Fact]
    public void A_slot_that_is_given_back_is_news_only_if_somebody_was_refused()
    {
        var slots = new TenantSlots(8);
        Take(slots, "A", 2);
        _ = slots.Refused([("A", 3)]);
        Assert.False(slots.GiveBack("A"));

        _ = slots.Refused([("A", 1)]);
        Assert.True(slots.GiveBack("A"));
        Assert.Empty(slots.Refused([("A", 1)]));
    }

    private static void Take(TenantSlots slots, string tenant, int passes)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            slots.Take(tenant);
        }
    }
}
