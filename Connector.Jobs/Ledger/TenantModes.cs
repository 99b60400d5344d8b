using System.Text.Json;
using Connector.Jobs.Operators;
using StackExchange.Redis;

namespace Connector.Jobs.Ledger;

/// <summary>A person's stop of all writes.</summary>
/// <param name="By">Who set it; null if it was set by hand, without saying.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="At">When; null if it was set by hand.</param>
public sealed record WriteStop(string? By, string? Reason, DateTimeOffset? At);

/// <summary>What somebody set of a tenant, as far as Redis knows; the settings may allow less.</summary>
public sealed record SetLimits
{
    /// <summary>The mode somebody set; null: the configured one counts alone.</summary>
    public TenantMode? Mode { get; init; }

    /// <summary>Who set it; <c>brake</c> if it was the brake.</summary>
    public string? ModeBy { get; init; }

    /// <summary>Why.</summary>
    public string? ModeReason { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? ModeAt { get; init; }

    /// <summary>The tenant's write stop; null if there is none.</summary>
    public WriteStop? WriteStop { get; init; }

    /// <summary>The write stop of all tenants; null if there is none.</summary>
    public WriteStop? WriteStopOfAll { get; init; }

    /// <summary>Accounts written by themselves in the last hour.</summary>
    public int AccountsInLastHour { get; init; }

    /// <summary>The same for 24 hours.</summary>
    public int AccountsInLastDay { get; init; }

    /// <summary>True if the brake lowered the mode and nobody has raised it since.</summary>
    public bool IsBraked => ModeBy == "brake";
}

/// <summary>A tenant with what somebody set.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Limits">Its mode and write stops.</param>
public sealed record LimitedTenant(string Tenant, SetLimits Limits);

/// <summary>What people set of a tenant: its mode and write stops; everything is logged as an operation.</summary>
public sealed class TenantModes(Shard shard)
{
    private static readonly Script SetMode = new("set-mode");
    private static readonly Script Stop = new("stop");

    /// <summary>Raises the mode in Redis, also after the brake; never above the configured one.</summary>
    /// <returns>False if it is as high already.</returns>
    public Task<bool> RaiseAsync(string tenant, TenantMode mode, string by, string reason, CancellationToken cancellationToken) =>
        SetAsync(tenant, "raise", mode, by, reason, cancellationToken);

    /// <summary>Lowers the mode; effective before the next PATCH.</summary>
    /// <returns>False if it is as low already.</returns>
    public Task<bool> LowerAsync(string tenant, TenantMode mode, string by, string reason, CancellationToken cancellationToken) =>
        SetAsync(tenant, "lower", mode, by, reason, cancellationToken);

    /// <summary>Stops the writes to a tenant, or with null to all; effective before the next PATCH.</summary>
    /// <returns>False if they are stopped already.</returns>
    public Task<bool> StopWritesAsync(string? tenant, string by, string reason, CancellationToken cancellationToken) =>
        StopAsync(tenant, "set", by, reason, cancellationToken);

    /// <summary>Lifts the write stop of a tenant, or with null that of all. One does not lift the other.</summary>
    /// <returns>False if there was none.</returns>
    public Task<bool> AllowWritesAsync(string? tenant, string by, string reason, CancellationToken cancellationToken) =>
        StopAsync(tenant, "lift", by, reason, cancellationToken);

    /// <summary>The mode somebody set; null if the configured one counts alone.</summary>
    public async Task<TenantMode?> FindModeAsync(string tenant, CancellationToken cancellationToken) =>
        await shard.Database.HashGetAsync(Keys.Tenant(TenantName.Check(tenant)), "mode").WaitAsync(cancellationToken) is { IsNull: false } mode
            ? TenantModeWords.Parse(mode.ToString())
            : null;

    /// <summary>How things stand.</summary>
    public async Task<SetLimits> ReadAsync(string tenant, CancellationToken cancellationToken)
    {
        TenantName.Check(tenant);
        var settings = new Runs.Record(await shard.Database.HashGetAllAsync(Keys.Tenant(tenant)).WaitAsync(cancellationToken));
        var time = (RedisResult[])(await shard.Database.ExecuteAsync("TIME").WaitAsync(cancellationToken))!;
        var now = (long)time[0] * 1000;
        return new SetLimits
        {
            Mode = settings.TextOrNull("mode") is { } mode ? TenantModeWords.Parse(mode) : null,
            ModeBy = settings.TextOrNull("modeBy"),
            ModeReason = settings.TextOrNull("modeReason"),
            ModeAt = settings.TimeOrNull("modeAt"),
            WriteStop = settings.Has("writeStop") ? ParseStop(settings.Text("writeStop")) : null,
            WriteStopOfAll = await FindStopOfAllAsync(cancellationToken),
            AccountsInLastHour = await WrittenSinceAsync(tenant, now - TimeSpan.FromHours(1).TotalMilliseconds, cancellationToken),
            AccountsInLastDay = await WrittenSinceAsync(tenant, now - TimeSpan.FromDays(1).TotalMilliseconds, cancellationToken),
        };
    }

    /// <summary>The write stop of all tenants; null if there is none.</summary>
    public async Task<WriteStop?> FindStopOfAllAsync(CancellationToken cancellationToken)
    {
        var stop = await shard.Database.StringGetAsync(Keys.WriteStop).WaitAsync(cancellationToken);
        return stop.IsNull ? null : ParseStop(stop.ToString());
    }

    /// <summary>The tenants whose mode or write stop a person or the brake has ever set, by name; a stop typed into Redis by hand is not among them.</summary>
    public async Task<IReadOnlyList<LimitedTenant>> ListAsync(CancellationToken cancellationToken)
    {
        var tenants = await shard.Database.SetMembersAsync(Keys.LimitedTenants).WaitAsync(cancellationToken);
        return await Task.WhenAll(tenants.Select(t => t.ToString()).Order(StringComparer.Ordinal)
            .Select(async tenant => new LimitedTenant(tenant, await ReadAsync(tenant, cancellationToken))));
    }

    private async Task<int> WrittenSinceAsync(string tenant, double since, CancellationToken cancellationToken) =>
        (int)await shard.Database.SortedSetLengthAsync(Keys.WriteBudget(tenant), since).WaitAsync(cancellationToken);

    private async Task<bool> SetAsync(string tenant, string direction, TenantMode mode, string by, string reason, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(SetMode, cancellationToken, TenantName.Check(tenant), direction, mode.Word(), OperatorName.Check(by), reason) == 1;

    private async Task<bool> StopAsync(string? tenant, string action, string by, string reason, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(Stop, cancellationToken, tenant is null ? "" : TenantName.Check(tenant), action, OperatorName.Check(by), reason) == 1;

    // Any value stops, also one that somebody typed into Redis.
    private static WriteStop ParseStop(string value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.ValueKind != JsonValueKind.Object
                ? new WriteStop(null, null, null)
                : new WriteStop(
                    json.RootElement.GetProperty("by").GetString(),
                    json.RootElement.GetProperty("reason").GetString(),
                    DateTimeOffset.FromUnixTimeMilliseconds(json.RootElement.GetProperty("at").GetInt64()));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new WriteStop(null, null, null);
        }
    }
}
