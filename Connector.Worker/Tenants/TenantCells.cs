using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Connector.Jobs.Hosting;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.Tenants;
using Connector.Worker.Passes;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tenants;

/// <summary>
/// The tenants this process works for: the default one, which the environment describes, and those of files with a section
/// <c>SuperOffice</c>. Owns the cells it replaced until their last pass has ended.
/// </summary>
internal sealed class TenantCells : ITenantHost, IAsyncDisposable
{
    private readonly IServiceProvider _process;
    private readonly CellServices _services;
    private readonly RedisGate _gate;
    private readonly Holds _holds;
    private readonly ILogger _log;
    private readonly Lazy<TenantCell> _default;
    private readonly ConcurrentDictionary<string, TenantCell> _others = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<TenantCell, Task> _retiring = new();

    public TenantCells(
        IServiceProvider process, CellServices services, RedisGate gate, Holds holds, IOptions<SuperOfficeOptions> superOffice, ILogger<TenantCells> log)
    {
        (_process, _services, _gate, _holds, _log) = (process, services, gate, holds, log);
        DefaultTenant = superOffice.Value.ContextIdentifier;
        _default = new Lazy<TenantCell>(() => new TenantCell(_process));
    }

    public string DefaultTenant { get; }

    /// <summary>The tenants worked for, each with its share.</summary>
    public IEnumerable<TenantCell> All => _others.Values.Prepend(_default.Value);

    /// <summary>The tenants of files among them.</summary>
    public IReadOnlyCollection<string> OfFiles => [.. _others.Keys];

    /// <summary>Begins a use of the tenant's cell.</summary>
    /// <returns>The use, to be disposed of; null if this process does not work for the tenant.</returns>
    public IDisposable? TryUse(string tenant, [NotNullWhen(true)] out TenantCell? cell)
    {
        // A cell that retires between the look and the use has been replaced, or its tenant is gone: one more look tells.
        while (Find(tenant) is { } found)
        {
            if (found.TryUse() is { } use)
            {
                cell = found;
                return use;
            }
        }

        cell = null;
        return null;
    }

    /// <summary>Whether the cell has not been replaced.</summary>
    public bool IsCurrent(TenantCell cell) => Find(cell.Tenant) == cell;

    public async Task<string?> TakeAsync(TenantSettings tenant, CancellationToken cancellationToken)
    {
        if (!tenant.Has(TenantSection.SuperOffice))
        {
            await RemoveAsync(tenant.Id, cancellationToken);
            _log.TenantWithoutCrm(tenant.File);
            return null;
        }

        if (tenant.Values.Any(value => value.Key.Equals("SuperOffice:ContextIdentifier", StringComparison.OrdinalIgnoreCase)))
        {
            return "SuperOffice:ContextIdentifier must not stand in it; the file's name says it.";
        }

        if (!_services.TryBuild(tenant, out var services, out var problem))
        {
            return problem;
        }

        Replace(tenant.Id, new TenantCell(services));
        if (_gate.IsOpen)
        {
            await LookAgainAsync(tenant.Id, cancellationToken);
        }

        return null;
    }

    public Task RemoveAsync(string tenant, CancellationToken cancellationToken)
    {
        if (_others.TryRemove(tenant, out var gone))
        {
            Retire(gone);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// A tenant's settings are new, and what it is held for may be over: one that nobody knew works again at once, any other worker's hold is
    /// probed at once. Where Redis cannot be asked, the next probe tells.
    /// </summary>
    public async Task LookAgainAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            var hold = (await _holds.ListAsync(cancellationToken)).FirstOrDefault(held => held.Tenant == tenant);
            if (hold is null || HoldReasons.SideOf(hold) is not { } side)
            {
                return;
            }

            if (side != HoldSide.TenantFile)
            {
                await _holds.ProbeNowAsync(tenant, cancellationToken);
            }
            else if (await _holds.ResumeAsync(tenant, cancellationToken))
            {
                _log.TenantResumed(tenant, hold.Reason);
            }
        }
        catch (Exception trouble) when (RedisTrouble.Is(trouble))
        {
            _log.LoopInterrupted("tenants' directory", trouble.GetType().Name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tenant in _others.Keys)
        {
            await RemoveAsync(tenant, CancellationToken.None);
        }

        await Task.WhenAll(_retiring.Values);
    }

    private TenantCell? Find(string tenant) => tenant == DefaultTenant ? _default.Value : _others.GetValueOrDefault(tenant);

    private void Replace(string tenant, TenantCell cell)
    {
        var before = _others.GetValueOrDefault(tenant);
        _others[tenant] = cell;
        if (before is not null)
        {
            Retire(before);
        }
    }

    private void Retire(TenantCell cell)
    {
        var retirement = RetireAsync(cell);
        if (!retirement.IsCompleted)
        {
            _retiring[cell] = retirement;
            _ = retirement.ContinueWith(_ => _retiring.TryRemove(cell, out var _), TaskScheduler.Default);
        }
    }

    private async Task RetireAsync(TenantCell cell)
    {
        try
        {
            await cell.RetireAsync();
        }
        catch (Exception mistake)
        {
            _log.CellNotTakenDown(mistake, cell.Tenant);
        }
    }
}
