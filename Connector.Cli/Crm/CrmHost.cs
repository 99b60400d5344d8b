using Connector.Cli.Contexts;
using Connector.SuperOffice;
using Connector.SuperOffice.TestRecords;
using Connector.SuperOffice.Writing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.Cli.Crm;

/// <summary>
/// The same client as the services have, for one command: without Redis, so that its login and its call budget are its own, and without a write gate, so that
/// it only reads. Commands about webhooks may change those, commands about test companies make and delete those, and nothing else.
/// </summary>
internal static class CrmHost
{
    /// <summary>A host that is never started: it only holds the services.</summary>
    /// <param name="context">The tenant.</param>
    /// <param name="verbose">Whether what the client logs goes to stderr; else it goes nowhere.</param>
    /// <param name="changes">What may be changed.</param>
    /// <param name="loggedIn">False for a login, which has to do without what it is there to get.</param>
    public static IHost Build(TenantContext context, bool verbose, IReadOnlyCollection<WriteKind> changes, bool loggedIn)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(context.ClientSettings());
        if (verbose)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Debug).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Polly", LogLevel.None).AddFilter("System", LogLevel.Warning);
            builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }

        if (changes.Count > 0)
        {
            builder.Services.AddSingleton<IWriteGate>(new OnlyThese(changes));
        }

        if (changes.Contains(WriteKind.Records))
        {
            builder.Services.AddTestCompanies();
        }

        builder.AddSuperOffice();
        if (!loggedIn)
        {
            var options = builder.Configuration.GetSection(SuperOfficeOptions.Section).Get<SuperOfficeOptions>()!;
            builder.Services.AddSingleton<IOptions<SuperOfficeOptions>>(Options.Create(options));
        }

        return builder.Build();
    }

    private sealed class OnlyThese(IReadOnlyCollection<WriteKind> changes) : IWriteGate
    {
        public ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken) =>
            ValueTask.FromResult(changes.Contains(kind) ? null : $"this command changes no {(kind == WriteKind.Records ? "records" : "webhooks")}.");
    }
}
