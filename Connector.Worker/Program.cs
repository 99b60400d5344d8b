using Connector.Jobs;
using Connector.Jobs.Hosting;
using Connector.SuperOffice;
using Connector.Worker;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddConnectorJobs();
builder.AddSuperOffice();
builder.AddWorker();

await builder.RunServiceAsync(app => app.MapDefaultEndpoints(), RedisGate.OpenedAsync);
