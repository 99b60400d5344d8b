using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Connector.SuperOffice;
using Connector.SuperOffice.TestCaller;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

// A process of its own that calls SuperOffice, for tests of what processes share. Settings come from the environment as for a service
// (SuperOffice__LoginUrl, …; ConnectionStrings__redis for a shared Redis). Each line "{calls} {parallelism}" on standard input begins
// a round; its Results are written as one line of JSON. The end of standard input, as when the test dies, ends the process. Logs go to
// standard error.
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
if (builder.Configuration.GetConnectionString("redis") is { Length: > 0 } redis)
{
    builder.Services.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync(redis));
}

builder.AddSuperOffice();
using var host = builder.Build();
await host.StartAsync();
var caller = new Caller(host.Services.GetRequiredService<SuperOfficeClient>());

// Read beside the rounds: a round ends with its starter too.
using var end = new CancellationTokenSource();
var input = Channel.CreateUnbounded<string>();
var reading = Task.Run(async () =>
{
    while (await Console.In.ReadLineAsync() is { } line)
    {
        input.Writer.TryWrite(line);
    }

    input.Writer.Complete();
    await end.CancelAsync();
});

try
{
    await foreach (var line in input.Reader.ReadAllAsync())
    {
        var numbers = line.Split(' ').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var results = await caller.RoundAsync(numbers[0], numbers[1], end.Token);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(results));
    }
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    // Nobody is there to be told.
}

await reading;
await host.StopAsync();
