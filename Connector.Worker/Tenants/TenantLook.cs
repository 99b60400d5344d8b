using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.Worker.Enriching;
using Connector.Worker.Passes;
using Connector.Worker.Refusing;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tenants;

/// <summary>
/// Looks whether a tenant can be worked for, before any event of it comes: SuperOffice knows the tenant and runs it, takes our login, says who we are and
/// shows its layout; the Company Explorer can be asked. What fails holds the tenant as a pass would, with the same reason, if it is refused for good or fails
/// twice in a row; the look that succeeds lifts the hold. Of a tenant that is well nothing is asked that a pass would not ask.
/// </summary>
internal sealed class TenantLook(
    SuperOfficeClient client, FieldMaps maps, MappingCheck mapping, SettingsCheck settings, Enricher enricher, Holds holds,
    IOptions<SuperOfficeOptions> superOffice, IOptions<TenantOptions> tenant, IOptions<WorkerOptions> worker, ILogger<TenantLook> log)
{
    // Two failures so far apart are no hiccup, and with the time-outs of both looks a hold is there within a minute.
    private static readonly TimeSpan AfterHiccup = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WhileItFails = TimeSpan.FromSeconds(30);

    private Failure? _last;
    private DateTimeOffset _lifted;
    private string? _reportedUnchecked;

    private string Tenant => superOffice.Value.ContextIdentifier;

    /// <summary>Looks.</summary>
    /// <returns>How long to wait for the next look.</returns>
    public async Task<TimeSpan> RunAsync(CancellationToken cancellationToken)
    {
        var checkedAll = true;
        var failure = await SuperOfficeAsync(cancellationToken);
        if (failure is null)
        {
            (failure, checkedAll) = await MappingAsync(cancellationToken);
        }

        failure ??= await ExplorerAsync(cancellationToken);
        if (failure is { Effect: FailureEffect.Wait } || (failure is { NotAsked: true } && _last is null))
        {
            // Neither well nor failing, as far as this look can tell.
            return NotAfter(WhileItFails);
        }

        if (failure is not null)
        {
            return await FailedAsync(failure, cancellationToken);
        }

        _last = null;
        await LiftAsync(cancellationToken);
        return checkedAll ? tenant.Value.LayoutReadEvery : NotAfter(WhileItFails);
    }

    private async Task<Failure?> SuperOfficeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.GetIdentityAsync(cancellationToken);
            if (_last is null)
            {
                await maps.OfContactsAsync(cancellationToken);
            }
            else
            {
                // What is remembered from before it failed proves nothing.
                await client.ReadFieldsAsync(CrmEntity.Contact, cancellationToken);
            }

            return null;
        }
        catch (SuperOfficeException thrown)
        {
            return Failure.Of(thrown) switch
            {
                { Effect: FailureEffect.Dead } => null,
                { Effect: FailureEffect.Retry, IsUnreadable: false } away => away with
                {
                    Error = $"it cannot be reached. {thrown.Message} Check SO_ENVIRONMENT, and this machine's network and name resolution.",
                },
                { } known when thrown.Kind == FailureKind.Unreadable => known with
                {
                    Error = $"what answers is not it, or something before it. {thrown.Message} Check SO_ENVIRONMENT, and what stands before it.",
                },
                var known => known,
            };
        }
    }

    /// <summary>Checks the mapping, and then whether anything was refused by other settings.</summary>
    private async Task<(Failure? Failure, bool Checked)> MappingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await mapping.RunAsync(cancellationToken);
            await settings.RunAsync(cancellationToken);
            _reportedUnchecked = null;
            return (null, true);
        }
        catch (SuperOfficeException thrown)
        {
            if (_reportedUnchecked != thrown.Message)
            {
                _reportedUnchecked = thrown.Message;
                log.MappingUnchecked(Tenant, thrown.Message);
            }

            // One list that is always answered with an error must not hold the tenant.
            return (Failure.Of(thrown) is { Effect: FailureEffect.Hold } failure ? failure : null, false);
        }
    }

    private async Task<Failure?> ExplorerAsync(CancellationToken cancellationToken)
    {
        try
        {
            await enricher.CheckAsync(Tenant, cancellationToken);
            return null;
        }
        catch (RpcException thrown) when (!cancellationToken.IsCancellationRequested)
        {
            return Failure.Of(thrown) is { Effect: not FailureEffect.Dead } failure ? failure with { Side = HoldSide.CompanyExplorer } : null;
        }
    }

    private async Task<TimeSpan> FailedAsync(Failure failure, CancellationToken cancellationToken)
    {
        if (failure.NotAsked && _last is { } before && before.Side == failure.Side)
        {
            failure = before;
        }

        var isFirst = _last is null;
        _last = failure;
        if (isFirst && failure.Effect == FailureEffect.Retry)
        {
            log.LookFailed(Tenant, failure.Side, failure.Error);
            return NotAfter(AfterHiccup);
        }

        var held = (await holds.ListAsync(cancellationToken)).FirstOrDefault(hold => hold.Tenant == Tenant);
        if (held is null && await IsLiftedAsync(cancellationToken))
        {
            _last = null;
            return TimeSpan.Zero;
        }

        var reason = HoldReasons.Reason(failure.Side, failure.Error);
        if (held?.Reason != reason && await holds.HoldByLookAsync(Tenant, reason, failure.Side.ToString(), worker.Value.ProbeEvery, cancellationToken))
        {
            log.TenantHeld(Tenant, reason);
        }

        return NotAfter(WhileItFails);
    }

    /// <summary>Whether a person has lifted a hold since we looked: then all that is remembered of refusals is forgotten, and asked anew.</summary>
    private async Task<bool> IsLiftedAsync(CancellationToken cancellationToken)
    {
        if (await holds.LiftedAtAsync(Tenant, cancellationToken) is not { } lifted || lifted == _lifted)
        {
            return false;
        }

        _lifted = lifted;
        await client.ForgetRefusalsAsync(cancellationToken);
        enricher.Resumed(Tenant, lifted);
        return true;
    }

    private async Task LiftAsync(CancellationToken cancellationToken)
    {
        var held = (await holds.ListAsync(cancellationToken)).FirstOrDefault(hold => hold.Tenant == Tenant);
        if (held is { By: null } && await holds.ResumeByLookAsync(Tenant, cancellationToken))
        {
            log.TenantResumed(Tenant, held.Reason);
        }
    }

    // Whoever probes more often looks more often.
    private TimeSpan NotAfter(TimeSpan wait) => wait < worker.Value.ProbeEvery ? wait : worker.Value.ProbeEvery;
}
