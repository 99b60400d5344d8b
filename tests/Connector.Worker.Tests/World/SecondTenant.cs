using System.Net.Http.Headers;
using System.Text;
using Connector.Testing.Tenants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.World;

/// <summary>
/// A second tenant, <c>Cust20002</c>: a sandbox of its own, behind a front that gives it another name and can keep its calls waiting; and the directory
/// where its file lies.
/// </summary>
public sealed class SecondTenant : IAsyncLifetime
{
    public const string Id = "Cust20002";

    private static readonly string[] Passed = ["Authorization", "Accept", "If-Unmodified-Since", "Accept-Language"];

    private readonly HttpClient _behind = new();
    private WebApplication _front = null!;
    private Uri _address = null!;
    private int _waiting;

    internal SandboxHost Crm { get; } = new(new Uri("http://127.0.0.1:9/nobody"));

    internal TenantFolder Folder { get; } = new();

    /// <summary>What calls of the REST API wait for before they are passed on.</summary>
    public TaskCompletionSource Gate { get; set; } = Opened();

    /// <summary>Calls that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Settings of a worker that reads the directory.</summary>
    public (string Key, string Value)[] Settings => [.. Folder.Settings.Select(setting => (setting.Key, setting.Value!))];

    public async ValueTask InitializeAsync()
    {
        Crm.Start();
        await Crm.WarmUpAsync();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _front = builder.Build();
        _front.Run(PassOnAsync);
        await _front.StartAsync(TestContext.Current.CancellationToken);
        _address = new Uri(_front.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>As at first: no file, a CRM that answers.</summary>
    public async Task ResetAsync()
    {
        Gate.TrySetResult();
        Gate = Opened();
        Folder.Delete($"{Id}.json");
        await Crm.ResetAsync();
    }

    /// <summary>Writes its file.</summary>
    /// <param name="mode">Its mode.</param>
    /// <param name="superOffice">More of the section <c>SuperOffice</c>, with a comma before it.</param>
    /// <param name="timeout">Its <c>SuperOffice:Timeout</c>.</param>
    /// <param name="tenant">More of the section <c>Tenant</c>, with a comma before it.</param>
    public void Describe(string mode = "write", string superOffice = "", string timeout = "00:00:02", string tenant = "")
    {
        Folder.Write("refresh-token", "sandbox-refresh-token\n");
        Folder.Write($"{Id}.json", $$"""
            {
              "SuperOffice": {
                "LoginUrl": "{{_address}}", "ClientId": "sandbox-client", "ClientSecret": "sandbox-client-secret", "RefreshTokenFile": "refresh-token",
                "CallsPerSecond": 1000, "Timeout": "{{timeout}}"{{superOffice}}
              },
              "Tenant": { "Mode": "{{mode}}", "Scope": { "All": "true" }, "Contact": { "Vertical": { "ProgId": "" }, "Summary": { "ProgId": "SuperOffice:84" } }{{tenant}} },
              "Webhook": { "TokenFile": "only-for-the-ingress" }
            }
            """);
    }

    public void Break() => Folder.Write($"{Id}.json", """{ "SuperOffice": { "ClientId": "c", "Timeout": "00:09:00" } }""");

    public async ValueTask DisposeAsync()
    {
        Gate.TrySetResult();
        await _front.DisposeAsync();
        await Crm.DisposeAsync();
        _behind.Dispose();
        Folder.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        return gate;
    }

    private async Task PassOnAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments($"/{Id}", StringComparison.OrdinalIgnoreCase))
        {
            Interlocked.Increment(ref _waiting);
            try
            {
                await Gate.Task.WaitAsync(context.RequestAborted);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(Crm.Address, Renamed(context.Request.GetEncodedPathAndQuery(), Id, WorkerHost.Tenant)));
        // So that the addresses it hands out are those of the front.
        request.Headers.Host = context.Request.Host.Value;
        foreach (var name in Passed.Where(context.Request.Headers.ContainsKey))
        {
            // A token names its tenant too.
            request.Headers.TryAddWithoutValidation(name, Renamed(context.Request.Headers[name].ToString(), Id, WorkerHost.Tenant));
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse(context.Request.ContentType!) } };
        }

        using var response = await _behind.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        var text = Renamed(await response.Content.ReadAsStringAsync(context.RequestAborted), WorkerHost.Tenant, Id);
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
    }

    private static string Renamed(string text, string from, string to) => text.Replace(from, to, StringComparison.Ordinal);
}
