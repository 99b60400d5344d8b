using System.Net;
using Connector.Conformance;
using Connector.Sandbox.Control;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.SuperOffice.Search;
using Connector.SuperOffice.Writing;
using Connector.Testing.OpenApi;
using Connector.Testing.Secrets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(SecretWatch))]
[assembly: AssemblyFixture(typeof(TenantUnderTest))]

// One tenant, one call budget: side by side the tests would only wait for each other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Connector.Conformance;

/// <summary>The client, logged in to the chosen tenant.</summary>
public sealed class TenantUnderTest : IAsyncLifetime
{
    private const int SandboxContact = 2;

    // The client's name for the HTTP client of the tenant's API.
    private const string ApiClient = "superoffice.api";

    private readonly TenantChoice _choice = TenantChoice.Read(Environment.GetEnvironmentVariable);
    private readonly SandboxFactory? _sandbox;
    private readonly IHost _host;
    private int? _contact;

    public TenantUnderTest()
    {
        if (_choice.Settings is null)
        {
            _sandbox = new SandboxFactory();
            // Not UseKestrel(0): the factory would set that port while the program is already starting the server, and now and then too late.
            _sandbox.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            _sandbox.StartServer();
        }

        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(_choice.Settings ?? SandboxSettings(_sandbox!.ClientOptions.BaseAddress));
        SecretWatch.Attach(builder.Logging);
        builder.AddSuperOffice();
        builder.Services.AddHttpClient(ApiClient).AddHttpMessageHandler(() => new OpenApiRecorder(Calls));
        builder.Services.AddSingleton<IWriteGate>(new Gate(this));
        _host = builder.Build();
        Client = _host.Services.GetRequiredService<SuperOfficeClient>();
    }

    public SuperOfficeClient Client { get; }

    public Findings Findings { get; } = new();

    /// <summary>All that was said to the API and answered by it, to be held against SuperOffice's descriptions.</summary>
    public ApiLog Calls { get; } = new();

    public bool IsSandbox => _sandbox is not null;

    public bool MayCreate => _choice.MayCreate;

    /// <summary>The contact whose fields may be written; a test that calls this is skipped where there is none.</summary>
    public int WritableContact()
    {
        var contact = _choice.WritableContact ?? (IsSandbox ? SandboxContact : null);
        Assert.SkipUnless(contact is not null, "Read-only: name a contact to write to by CONFORMANCE_WRITE=contact:4711.");
        return contact!.Value;
    }

    /// <summary>The text field to write.</summary>
    public async Task<FieldDefinition> WritableFieldAsync(CancellationToken cancellationToken)
    {
        var fields = await Client.GetFieldsAsync(CrmEntity.Contact, cancellationToken);
        var field = _choice.WritableField is { } progId
            ? fields.GetValueOrDefault(progId)
            : fields.Values.FirstOrDefault(one => one is { Type: FieldType.ShortText or FieldType.LongText, IsReadOnly: false });
        Assert.SkipUnless(field is not null, "The tenant has no text field to write; name one by CONFORMANCE_FIELD.");
        return field!;
    }

    /// <summary>Skips a test that leaves something behind, unless that is allowed.</summary>
    public void NeedsCreating() => Assert.SkipUnless(MayCreate, "Creates nothing unless CONFORMANCE_CREATE=true.");

    /// <summary>Any contact, for reading.</summary>
    public async Task<int> AnyContactAsync(CancellationToken cancellationToken) =>
        _contact ??= await FirstAsync(Client.Search.ContactsAsync(new ArchiveQuery { PageSize = 1 }, cancellationToken), cancellationToken);

    public static async Task<int> FirstAsync(IAsyncEnumerable<ArchiveRow> rows, CancellationToken cancellationToken)
    {
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            return row.PrimaryKey;
        }

        Assert.Skip("The tenant holds no such record.");
        return 0;
    }

    public ValueTask InitializeAsync() => new(_host.StartAsync());

    public async ValueTask DisposeAsync()
    {
        if (_choice.ReportFile is { } file)
        {
            Findings.WriteTo(file, IsSandbox ? "the sandbox" : "the tenant", TimeProvider.System.GetUtcNow());
        }

        await _host.StopAsync();
        _host.Dispose();
        if (_sandbox is not null)
        {
            await _sandbox.DisposeAsync();
        }
    }

    private static Dictionary<string, string?> SandboxSettings(Uri address) => new()
    {
        ["SuperOffice:ContextIdentifier"] = "Cust10001",
        ["SuperOffice:LoginUrl"] = address.AbsoluteUri,
        ["SuperOffice:ClientId"] = "sandbox-client",
        ["SuperOffice:ClientSecret"] = "sandbox-client-secret",
        ["SuperOffice:RefreshToken"] = "sandbox-refresh-token",
        ["SuperOffice:CallsPerSecond"] = "1000",
    };

    // A second lock beside the tests' own: what may not be written is not, whatever a test does.
    private sealed class Gate(TenantUnderTest tenant) : IWriteGate
    {
        public ValueTask<string?> RefusalAsync(string tenantId, WriteKind kind, CancellationToken cancellationToken) =>
            ValueTask.FromResult(tenant.IsSandbox || tenant._choice.WritableContact is not null || tenant.MayCreate ? null : "This suite is read-only.");
    }

    private sealed class SandboxFactory : WebApplicationFactory<FaultSettings>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseSetting("Sandbox:AnnounceFirstCompany", "false");
            builder.ConfigureLogging(logging => logging.ClearProviders());
        }
    }
}
