using Connector.Dashboard;
using Connector.Dashboard.Api;
using Connector.Dashboard.Pages;
using Connector.Dashboard.Security;
using Connector.Jobs;
using Connector.Jobs.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddConnectorJobs();
builder.AddDashboard();
builder.AddDrain();

await builder.RunServiceAsync(app =>
{
    app.UseSecurityHeaders();
    app.UseErrorPages();
    app.UseStaticFiles();
    app.UseOperatorGuard();
    app.UseAddressRules();
    app.MapDefaultEndpoints();
    app.MapPages();
    app.MapApi();
}, RedisGate.OpenedAsync);
