using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Connector.Browser.Tests.BrowserFixture))]

namespace Connector.Browser.Tests;

/// <summary>
/// One headless Chromium for all browser tests, the system's own: nothing is downloaded. Where it is missing, tests skip themselves
/// with that reason. <c>CONNECTOR_SCREENSHOTS</c> names a directory that keeps the screenshots tests take.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Candidates.FirstOrDefault(File.Exists) is not { } chromium)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = Arguments });
    }

    /// <summary>
    /// A page in a context of its own: no cookies or storage of other tests. It reaches loopback only, whatever it links to.
    /// </summary>
    public async Task<IPage> NewPageAsync(int width = 1280, int height = 800, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, $"No Chromium at {string.Join(", ", Candidates)}.");
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });
        await context.RouteAsync("**/*", route => new Uri(route.Request.Url).IsLoopback ? route.ContinueAsync() : route.AbortAsync());
        return await context.NewPageAsync();
    }

    /// <summary>Takes a picture of the whole page, kept as <c>name.png</c> where a directory for screenshots is set.</summary>
    public static async Task<byte[]> ScreenshotAsync(IPage page, string name)
    {
        var directory = Environment.GetEnvironmentVariable("CONNECTOR_SCREENSHOTS");
        var path = string.IsNullOrEmpty(directory) ? null : Path.Combine(directory, name + ".png");
        return await page.ScreenshotAsync(new() { FullPage = true, Path = path });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
