using Microsoft.Playwright;

namespace Connector.Browser.Tests;

/// <summary>The browser installed on this machine; Playwright's own is never downloaded.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Array.Find(Places, File.Exists) is not { } path)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A fresh page; the test is skipped where no browser is installed.</summary>
    public async Task<IPage> NewPageAsync(bool scripts = true)
    {
        Assert.SkipWhen(_browser is null, "No Chromium is installed; apt-get install chromium");
        return await _browser.NewPageAsync(new() { JavaScriptEnabled = scripts });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
