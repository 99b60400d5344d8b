using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.SuperOffice.Tests;

public sealed class SuperOfficeMetricsTests
{
    [Fact]
    public async Task Calls_waits_and_breakers_are_measured()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        var measured = new ConcurrentQueue<string>();
        using var listener = Listen(host.Services.GetRequiredService<IMeterFactory>(), measured);
        responder.Api = context => Responder.Json(context, 200, Records.Contact());
        await host.Client.GetContactAsync(4711, TestContext.Current.CancellationToken);
        await host.Client.With(CallClass.Sweep).GetContactAsync(4711, TestContext.Current.CancellationToken);
        responder.Api = context => Responder.Json(context, 400, "");
        await host.FailureAsync((client, token) => client.GetContactAsync(4711, token));
        listener.RecordObservableInstruments();

        Assert.Contains("connector.superoffice.calls method=GET outcome=ok", measured);
        Assert.Contains("connector.superoffice.calls method=GET outcome=refused", measured);
        Assert.Contains("connector.superoffice.wait class=live", measured);
        Assert.Contains("connector.superoffice.wait class=sweep", measured);
        Assert.Contains("connector.superoffice.breaker part=API tenant=Cust10001", measured);
        Assert.Contains("connector.superoffice.breaker part=login tenant=Cust10001", measured);
        Assert.Contains("connector.superoffice.login.lost tenant=Cust10001", measured);
    }

    private static MeterListener Listen(IMeterFactory meters, ConcurrentQueue<string> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Meter.Name == "Connector.SuperOffice")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, tags));
        listener.Start();
        return listener;

        void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
    }
}
