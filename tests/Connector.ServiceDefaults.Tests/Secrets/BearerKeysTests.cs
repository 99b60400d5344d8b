using System.Diagnostics.Metrics;
using Connector.ServiceDefaults.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Connector.ServiceDefaults.Tests.Secrets;

/// <summary>A key is exchanged while callers use it.</summary>
public sealed class BearerKeysTests : IDisposable
{
    private const string Old = "the-old-key-of-tests-0123456789-0123456789";
    private const string New = "the-new-key-of-tests-0123456789-0123456789";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("connector-keys-");
    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger<PreviousKeyUse> _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        _services.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void In_files_it_is_exchanged_without_a_restart_and_no_caller_is_refused_meanwhile()
    {
        Write("key", Old);
        var keys = Keys();
        Assert.Equal((true, false), Fit(keys));

        Write("previous", Old);
        Write("key", New);
        Assert.Equal((true, true), Fit(keys));

        Write("previous", "");
        Assert.Equal((false, true), Fit(keys));

        Write("previous", Old);
        Assert.Equal((true, true), Fit(keys));
        File.Delete(Path.Combine(_folder.FullName, "previous"));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((false, true), Fit(keys));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("Bearer", false)]
    [InlineData("Bearer ", false)]
    [InlineData(New, false)]
    [InlineData("Basic " + New, false)]
    [InlineData("Bearer " + New + "x", false)]
    [InlineData("Bearer " + New, true)]
    [InlineData("bearer  " + New + " ", true)]
    [InlineData("Bearer " + Old, true)]
    public void The_header_carries_one_of_the_two_behind_its_scheme(string? header, bool fits)
    {
        Write("key", New);
        Write("previous", Old);

        Assert.Equal(fits, Keys().Fit(header));
    }

    [Fact]
    public void The_use_of_the_one_before_is_told_at_once_then_every_hour_and_measured()
    {
        Write("key", New);
        Write("previous", Old);
        var keys = Keys();
        using var unused = new MetricCollector<double>(Meters, "Connector.ServiceDefaults", "connector.previous_key.unused");

        keys.Fit("Bearer " + New);
        unused.RecordObservableInstruments();
        Assert.Equal((0, 0), (_log.Collector.Count, unused.GetMeasurementSnapshot().Count));

        for (var minutes = 0; minutes <= 120; minutes++)
        {
            Assert.True(keys.Fit("Bearer " + Old));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        unused.RecordObservableInstruments();
        var measured = Assert.Single(unused.GetMeasurementSnapshot());
        Assert.Equal((60.0, "Test:KeyPrevious"), (measured.Value, measured.Tags["setting"]));
        Assert.Equal(3, _log.Collector.Count);
        Assert.All(_log.Collector.GetSnapshot(), line => Assert.StartsWith("Test:KeyPrevious was used", line.Message, StringComparison.Ordinal));

        _time.Advance(TimeSpan.FromHours(24));
        keys.Fit("Bearer " + New);
        unused.RecordObservableInstruments();
        Assert.Equal(86_460.0, unused.LastMeasurement!.Value);
    }

    [Fact]
    public void The_same_key_in_both_places_is_the_present_one()
    {
        Write("key", New);
        Write("previous", New);

        Assert.True(Keys().Fit("Bearer " + New));
        Assert.Equal(0, _log.Collector.Count);
    }

    private BearerKeys Keys() => new(
        new RotatingKey(null, Path.Combine(_folder.FullName, "key"), "Test:Key", mayBeAbsent: false, _time, _log),
        new RotatingKey(null, Path.Combine(_folder.FullName, "previous"), "Test:KeyPrevious", mayBeAbsent: true, _time, _log),
        new PreviousKeyUse(Meters, _time, _log));

    private static (bool Old, bool New) Fit(BearerKeys keys) => (keys.Fit("Bearer " + Old), keys.Fit("Bearer " + New));

    private void Write(string file, string text)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, file), text + "\n");
        _time.Advance(TimeSpan.FromSeconds(5));
    }
}
