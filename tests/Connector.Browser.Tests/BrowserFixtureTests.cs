namespace Connector.Browser.Tests;

public sealed class BrowserFixtureTests(BrowserFixture browser)
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Fact]
    public async Task Page_on_loopback_is_shown_and_pictured()
    {
        await using var site = await LoopbackSite.StartNewAsync(
            "<!doctype html><title>Grüße</title><h1>Hello</h1>", TestContext.Current.CancellationToken);
        var page = await browser.NewPageAsync();

        await page.GotoAsync(site.Url);

        Assert.Equal("Grüße", await page.TitleAsync());
        Assert.True((await BrowserFixture.ScreenshotAsync(page, "loopback")).AsSpan().StartsWith(PngSignature));
    }

    [Fact]
    public async Task Page_reaches_nothing_outside_the_machine()
    {
        await using var site = await LoopbackSite.StartNewAsync(
            "<!doctype html><title>x</title><img src='http://outside.invalid/a.png'>", TestContext.Current.CancellationToken);
        var page = await browser.NewPageAsync();
        var refused = new List<string?>();
        page.RequestFailed += (_, request) => refused.Add(request.Failure);

        await page.GotoAsync(site.Url);

        Assert.Equal(["net::ERR_FAILED"], refused);
    }
}
