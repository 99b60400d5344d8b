using Connector.LocalHosting.TestApp;

// One program, two parts: with the argument "host" it is an AppHost, whose projects are this program without it.
if (args is ["host", .. var hostArguments])
{
    await TestAppHost.RunAsync(hostArguments);
}
else
{
    await TestService.RunAsync(args);
}
