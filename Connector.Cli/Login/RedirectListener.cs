using System.Net;
using Connector.AppHost.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Connector.Cli.Login;

/// <summary>
/// Listens at the redirect address while somebody logs in: at that address of this machine and that port, and for nothing but that path. What does not answer
/// the question, such as a browser's request for an icon, is not found.
/// </summary>
internal sealed class RedirectListener : IAsyncDisposable
{
    private const string Page = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Connector</title>
        <style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem }</style>
        <h1>This part is over</h1>
        <p>Go back to the terminal: it says how the login ended. You can close this window.</p>
        </html>
        """;

    private readonly WebApplication _app;
    private readonly TaskCompletionSource<Uri> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RedirectListener(WebApplication app) => _app = app;

    /// <summary>True for an address at which this can listen: http on this machine.</summary>
    public static bool CanListenAt(Uri redirect) => redirect.Scheme == Uri.UriSchemeHttp && redirect.IsLoopback;

    /// <summary>Begins to listen.</summary>
    /// <param name="redirect">The registered address.</param>
    /// <param name="isAnswer">Whether an address that is called is the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandException">The port is taken, or may not be taken.</exception>
    public static async Task<RedirectListener> StartAsync(Uri redirect, Func<Uri, bool> isAnswer, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, redirect));
        var app = builder.Build();
        var listener = new RedirectListener(app);
        app.Run(context => listener.AnswerAsync(context, redirect, isAnswer));
        try
        {
            await app.StartAsync(cancellationToken);
            return listener;
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            await listener.DisposeAsync();
            throw new CommandException(ExitCode.Bad, failure is { InnerException: AddressInUseException }
                ? $"Port {redirect.Port}, which SO_REDIRECT_URI names, is taken{PortOwner.Of(redirect.Port)}. End that program, and log in again."
                : $"Port {redirect.Port}, which SO_REDIRECT_URI names, cannot be listened at: {failure.Message}");
        }
    }

    /// <summary>The address that the browser was sent to.</summary>
    public Task<Uri> AnswerAsync(CancellationToken cancellationToken) => _answer.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // The page is on its way to the browser.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    private static void Listen(KestrelServerOptions kestrel, Uri redirect)
    {
        if (IPAddress.TryParse(redirect.Host.Trim('[', ']'), out var address))
        {
            kestrel.Listen(address, redirect.Port);
        }
        else
        {
            kestrel.ListenLocalhost(redirect.Port);
        }
    }

    private async Task AnswerAsync(HttpContext context, Uri redirect, Func<Uri, bool> isAnswer)
    {
        var called = new Uri(context.Request.GetEncodedUrl());
        if (!HttpMethods.IsGet(context.Request.Method) || called.AbsolutePath != redirect.AbsolutePath || !isAnswer(called))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(Page, context.RequestAborted);
        await context.Response.CompleteAsync();
        _answer.TrySetResult(called);
    }
}
