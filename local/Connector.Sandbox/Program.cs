using Connector.Sandbox;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSandbox();

await builder.RunServiceAsync(app =>
{
    app.MapDefaultEndpoints();
    app.MapSandbox();
});
