using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Connector.Tenants;

/// <summary>
/// Keeps a service's tenants as the files in <c>Tenants:Directory</c> have them, without a restart: a new file is a new tenant, a file
/// that is gone is a tenant that is gone, and a file that is wrong changes nothing but the log: what it said while it was right stays in
/// force, because a slip of the pen must not cost a customer's events.
/// </summary>
/// <remarks>
/// Read again every few seconds and compared by content. A watcher would be told sooner, on a local disk: of changes on network volumes
/// it is told nothing, and Kubernetes exchanges mounted secrets by a link that a watcher of the file does not see.
/// </remarks>
internal sealed class TenantDirectory(
    ITenantHost tenants, IEnumerable<TenantSection> sections, IOptions<TenantsOptions> options, TimeProvider time, ILogger<TenantDirectory> logger)
    : BackgroundService
{
    /// <summary>The most files read; those after them are no tenants.</summary>
    private const int MostFiles = 1_000;

    private readonly TenantSection[] _sections = [.. sections];
    private readonly string _path = options.Value.Directory;
    private Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private bool _unreadable;
    private bool _overfull;

    /// <summary>The tenants are there before anything works for them.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_path.Length > 0)
        {
            await ReadAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_path.Length == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(options.Value.ReadEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ReadAsync(stoppingToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        // A volume that is away for a moment says nothing of its tenants; only a file that is missing among its like does.
        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(_path, "*.json").Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NoteUnreadable(exception);
            return;
        }

        NoteReadable(files.Length > MostFiles);
        var before = _known;
        var now = new Dictionary<string, Known>(StringComparer.Ordinal);
        foreach (var file in files.Take(MostFiles))
        {
            now.Add(file, await ReadAsync(file, before.GetValueOrDefault(file, Known.Nothing), now.Values, cancellationToken));
        }

        // A file that is spelt otherwise now is the same tenant's, and takes it over without a gap.
        foreach (var gone in before.Where(known => !now.ContainsKey(known.Key) && now.Values.All(one => one.Settings?.Id != known.Value.Settings?.Id)))
        {
            await LetGoAsync(TenantNaming.LoggableOf(gone.Key), gone.Value, cancellationToken);
        }

        _known = now;
    }

    private async Task<Known> ReadAsync(string path, Known before, IEnumerable<Known> others, CancellationToken cancellationToken)
    {
        var file = TenantNaming.LoggableOf(path);
        var reading = TenantNaming.ProblemOf(path, tenants.DefaultTenant, others.Select(other => other.Settings?.Id)) is { } misnamed
            ? new TenantReading(misnamed, Settings: null, misnamed)
            : await TenantFileReader.ReadAsync(path, _sections, cancellationToken);
        if (reading.Fingerprint == before.Fingerprint)
        {
            return before;
        }

        if ((reading.Problem ?? await TakeAsync(file, reading.Settings, before, cancellationToken)) is { } problem)
        {
            logger.TenantFileWrong(file, problem, before.Settings is null ? "Its tenant is not served" : "What it said before stays in force");
            return new Known(reading.Fingerprint, before.Settings, IsWrong: true);
        }

        return new Known(reading.Fingerprint, reading.Settings, IsWrong: false);
    }

    /// <returns>Why it cannot be taken; null if it is, or if it says what it said before.</returns>
    private async Task<string?> TakeAsync(string file, TenantSettings? settings, Known before, CancellationToken cancellationToken)
    {
        if (settings is null)
        {
            await LetGoAsync(file, before, cancellationToken);
            return null;
        }

        if (before.Settings?.SaysTheSameAs(settings) != true)
        {
            if (await tenants.TakeAsync(settings, cancellationToken) is { } problem)
            {
                return problem;
            }
        }
        else if (!before.IsWrong)
        {
            return null;
        }

        logger.TenantRead(file, settings.Id);
        return null;
    }

    private async Task LetGoAsync(string file, Known known, CancellationToken cancellationToken)
    {
        if (known.Settings is { } settings)
        {
            await tenants.RemoveAsync(settings.Id, cancellationToken);
            logger.TenantGone(file, settings.Id);
        }
    }

    private void NoteUnreadable(Exception exception)
    {
        if (!_unreadable)
        {
            _unreadable = true;
            logger.TenantsUnreadable(exception);
        }
    }

    private void NoteReadable(bool overfull)
    {
        if (overfull && !_overfull)
        {
            logger.TooManyTenants(MostFiles);
        }

        (_unreadable, _overfull) = (false, overfull);
    }

    /// <summary>What is known of a file: its latest content, and what its latest good content said.</summary>
    private sealed record Known(string Fingerprint, TenantSettings? Settings, bool IsWrong)
    {
        public static Known Nothing { get; } = new("", Settings: null, IsWrong: false);
    }
}
