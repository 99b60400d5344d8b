using Connector.Ingress;
using Connector.Ingress.Receiving;
using Connector.Jobs;
using Connector.Jobs.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddConnectorJobs();
builder.AddIngress();
builder.AddDrain();

await builder.RunServiceAsync(app =>
{
    app.UseForwardedHeaders();
    app.UseStatusCodePages();
    app.MapDefaultEndpoints();
    app.MapWebhooks();
}, RedisGate.OpenedAsync);
