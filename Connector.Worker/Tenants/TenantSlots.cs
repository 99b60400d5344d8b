namespace Connector.Worker.Tenants;

/// <summary>
/// Who may have this process' slots. A tenant has at most its share, since more passes than calls it may make at a time would only wait for
/// each other. And while others have none, a tenant that has one gets a further one only out of what is not kept for them: up to
/// half of the slots are, so that a tenant whose CRM is slow can fill this process neither alone nor with others like it.
/// </summary>
/// <remarks>Used by one loop; passes end on other threads.</remarks>
internal sealed class TenantSlots(int slots)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private int _taken;
    private bool _refused;

    /// <summary>The tenants that may not have a slot now.</summary>
    public IReadOnlyCollection<string> Refused(IEnumerable<(string Tenant, int Share)> tenants)
    {
        lock (_gate)
        {
            var known = tenants.ToList();
            var idle = known.Count(one => !_running.ContainsKey(one.Tenant));
            var nothingToSpare = slots - _taken <= Math.Min(idle, slots / 2);
            var refused = known
                .Where(one => _running.TryGetValue(one.Tenant, out var running) && (nothingToSpare || running >= one.Share))
                .Select(one => one.Tenant)
                .ToList();
            _refused = refused.Count > 0;
            return refused;
        }
    }

    /// <summary>The tenant has one more.</summary>
    public void Take(string tenant)
    {
        lock (_gate)
        {
            _taken++;
            _running[tenant] = _running.GetValueOrDefault(tenant) + 1;
        }
    }

    /// <summary>The tenant has one less.</summary>
    /// <returns>True if somebody was refused since, who may have it now.</returns>
    public bool GiveBack(string tenant)
    {
        lock (_gate)
        {
            _taken--;
            if (--_running[tenant] == 0)
            {
                _running.Remove(tenant);
            }

            return _refused;
        }
    }
}
