using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Connector.Cli.Asking;
using Connector.Cli.Contexts;
using Connector.Cli.Showing;
using Connector.SuperOffice;
using Connector.SuperOffice.Raw;
using Connector.SuperOffice.Tenancy;
using Connector.SuperOffice.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connector.Cli.Crm;

/// <summary>What a command has at hand that talks to a tenant.</summary>
internal sealed class CrmSession : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IHost _host;

    public CrmSession(TenantContext context, ParseResult parsed, IReadOnlyCollection<WriteKind>? changes = null, bool loggedIn = true)
    {
        (Context, Parsed) = (context, parsed);
        IsJson = parsed.GetValue(CommonOptions.Json);
        Output = parsed.InvocationConfiguration.Output;
        Error = parsed.InvocationConfiguration.Error;
        Screen = new Screen(Output);
        _host = CrmHost.Build(context, parsed.GetValue(ContextOptions.Verbose), changes ?? [], loggedIn);
    }

    public TenantContext Context { get; }

    public ParseResult Parsed { get; }

    public bool IsJson { get; }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    public Screen Screen { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>The tenant's API.</summary>
    public SuperOfficeClient Client => Services.GetRequiredService<SuperOfficeClient>();

    /// <summary>Its answers as they come.</summary>
    public RawReader Raw => Services.GetRequiredService<RawReader>();

    /// <summary>Its state.</summary>
    public TenantStatusReader Status => Services.GetRequiredService<TenantStatusReader>();

    /// <summary>Where it is said which tenant this is: stdout, unless that is for JSON.</summary>
    public TextWriter Where => IsJson ? Error : Output;

    /// <summary>The command's JSON.</summary>
    public Task WriteJsonAsync(JsonNode answer) => Output.WriteLineAsync(answer.ToJsonString(Indented));

    public void Dispose() => _host.Dispose();
}
