using System.Reflection;
using Connector.AppHost.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Connector.AppHost.Running;

/// <summary>Runs the model, for a person or for a test.</summary>
internal static class RunExtensions
{
    private const int UnknownWidth = 100;

    /// <summary>
    /// Runs until it is ended. For a person, on the ports that people know, with what happens on the console; under a test, whose process
    /// this is not, ports are random and the lines go to the test's logger.
    /// </summary>
    public static async Task RunAsync(this IDistributedApplicationBuilder builder)
    {
        builder.PublishDeployments();
        if (builder.ExecutionContext.IsRunMode)
        {
            BuiltPrograms.Apply(builder);
            EndWithAppHost.Apply(builder);
        }

        if (builder.ExecutionContext.IsRunMode && Assembly.GetEntryAssembly() == typeof(RunExtensions).Assembly)
        {
            FixedPorts.Default(builder);
            if ((FixedPorts.Wrong(builder) ?? FixedPorts.Shift(builder) ?? FixedPorts.Taken(builder)) is { } problem)
            {
                await Console.Error.WriteLineAsync(problem);
                Environment.ExitCode = 1;
                return;
            }

            // The prompt comes back when all has ended, not while services still hand over what they are at.
            builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
            builder.Show();
        }

        await builder.Build().RunAsync();
    }

    private static void Show(this IDistributedApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider => new RunLines(
            Console.Out,
            Console.IsOutputRedirected || Console.WindowWidth <= 0 ? UnknownWidth : Console.WindowWidth,
            colour: !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<RunAddresses>();
        builder.Services.AddHostedService<RunConsole>();
        builder.Services.AddHostedService<ClosedTerminal>();
    }
}
