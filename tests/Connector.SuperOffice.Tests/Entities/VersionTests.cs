using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Entities;

/// <summary>Whether a record's last change can be distinguished from one that comes after it was read: the CRM dates changes in seconds.</summary>
public sealed class VersionTests
{
    // The records were changed at 09:14:33.
    [Theory]
    [InlineData("Mon, 02 Mar 2026 09:14:32 GMT", false)]
    [InlineData("Mon, 02 Mar 2026 09:14:33 GMT", false)]
    [InlineData("Mon, 02 Mar 2026 09:14:34 GMT", false)]
    [InlineData("Mon, 02 Mar 2026 09:14:35 GMT", true)]
    [InlineData("Tue, 03 Mar 2026 00:00:00 GMT", true)]
    [InlineData("no date", false)]
    public async Task A_version_is_unique_once_its_second_is_over_by_the_clock_of_whoever_answered(string date, bool unique)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context =>
        {
            context.Response.Headers.Date = date;
            return Responder.Json(context, 200, Records.Contact());
        };

        var contact = (await host.Client.GetContactAsync(4711, TestContext.Current.CancellationToken))!;

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 14, 33, TimeSpan.Zero), contact.UpdatedDate);
        Assert.Equal(unique, contact.IsVersionUnique);
    }
}
