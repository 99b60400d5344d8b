using Connector.SuperOffice;

namespace Connector.Conformance;

/// <summary>The webhook agent: off for a new application until SuperOffice grants it.</summary>
public sealed class WebhookTests(TenantUnderTest tenant)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhooks_AreListed_OrKnownNotToBeGranted()
    {
        try
        {
            var all = await tenant.Client.Webhooks.ListAsync(Cancelled);

            tenant.Findings.Note("Webhooks of this application", $"{all.Count}, of which ours {all.Count(one => one.Installation is not null)}");
            Assert.Distinct(all.Select(one => one.WebhookId));
            foreach (var webhook in all)
            {
                Assert.Equal(webhook.WebhookId, (await tenant.Client.Webhooks.GetAsync(webhook.WebhookId, Cancelled))?.WebhookId);
            }
        }
        catch (SuperOfficeException refused) when (refused is { Scope: FailureScope.Entity, Kind: FailureKind.Refused } && !tenant.IsSandbox)
        {
            tenant.Findings.Note("Webhooks of this application", $"not granted ({(int?)refused.Status})");
        }
    }
}
