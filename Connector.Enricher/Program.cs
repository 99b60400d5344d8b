using Connector.Enricher;
using Connector.Enricher.Explorer;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddEnrichment();
builder.AddExplorer();
builder.AddDrain();

await builder.RunServiceAsync(app =>
{
    app.MapDefaultEndpoints();
    app.MapEnrichment();
});
