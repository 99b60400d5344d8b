using System.Collections.Concurrent;
using Connector.SuperOffice;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Fields;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// The tenant's mapping met with its published layout, which is read again every <see cref="TenantOptions.LayoutReadEvery"/> and when a
/// refused write makes it look changed. Says once what the layout lacks, and again if it comes back after having been right.
/// </summary>
internal sealed class FieldMaps(SuperOfficeClient client, IOptions<TenantOptions> options, TimeProvider time, ILogger<FieldMaps> log)
{
    private readonly ConcurrentDictionary<CrmEntity, long> _readAt = new();
    private readonly ConcurrentDictionary<CrmEntity, IReadOnlySet<MappingProblem>> _said = new();

    public Task<FieldMap> OfContactsAsync(CancellationToken cancellationToken) => OfAsync(CrmEntity.Contact, cancellationToken);

    public Task<FieldMap> OfPersonsAsync(CancellationToken cancellationToken) => OfAsync(CrmEntity.Person, cancellationToken);

    /// <summary>The mapping of an entity, met with the layout as it was read last.</summary>
    public async Task<FieldMap> OfAsync(CrmEntity entity, CancellationToken cancellationToken) =>
        Resolve(entity, await LayoutAsync(entity, cancellationToken));

    /// <summary>The published fields, as they were read last.</summary>
    public Task<IReadOnlyDictionary<string, FieldDefinition>> LayoutAsync(CrmEntity entity, CancellationToken cancellationToken) =>
        IsStale(entity) ? client.ReadFieldsAsync(entity, cancellationToken) : client.GetFieldsAsync(entity, cancellationToken);

    /// <summary>
    /// Reads layout and lists again after a refused write: whether the mapping writes something else now than it did then, or a list no longer
    /// has the item that was written.
    /// </summary>
    public async Task<bool> HasChangedAsync(
        CrmEntity entity, FieldMap then, IReadOnlyDictionary<string, string> refused, CancellationToken cancellationToken)
    {
        var changed = !Resolve(entity, await client.ReadFieldsAsync(entity, cancellationToken)).IsLike(then);
        _readAt[entity] = time.GetTimestamp();
        foreach (var field in then.Written.Where(f => f.Definition.Type == FieldType.List && refused.ContainsKey(f.ProgId)))
        {
            var list = await client.Lists.ReadAsync(field.Definition, cancellationToken);
            changed |= list.Items?.Any(item => FieldValue.AreEqual(FieldType.List, FieldValue.EncodeListItem(item.Id), refused[field.ProgId])) != true;
        }

        return changed;
    }

    public EntityMapping MappingOf(CrmEntity entity) => entity == CrmEntity.Contact ? options.Value.Contact : options.Value.Person;

    // Whoever finds it stale reads it; the others go on with what is known meanwhile.
    private bool IsStale(CrmEntity entity)
    {
        var now = time.GetTimestamp();
        return _readAt.TryGetValue(entity, out var readAt)
            ? time.GetElapsedTime(readAt, now) >= options.Value.LayoutReadEvery && _readAt.TryUpdate(entity, now, readAt)
            : !_readAt.TryAdd(entity, now);
    }

    private FieldMap Resolve(CrmEntity entity, IReadOnlyDictionary<string, FieldDefinition> layout)
    {
        var map = FieldMap.Resolve(MappingOf(entity), layout);
        var said = _said.GetValueOrDefault(entity);
        if (said is null || !said.SetEquals(map.Problems))
        {
            _said[entity] = map.Problems.ToHashSet(Same.Problem);
            foreach (var problem in map.Problems.Where(p => said?.Contains(p) != true))
            {
                log.FieldUnfit(problem.Blocks ? LogLevel.Warning : LogLevel.Information, entity, problem.Field, problem.Line, problem.Blocks);
            }

            if (said?.Any(p => p.Blocks) == true && !map.Problems.Any(p => p.Blocks))
            {
                log.MappingFits(entity);
            }
        }

        return map;
    }

    /// <summary>Problems are the same if they are about the same; what may have been meant follows from that.</summary>
    private sealed class Same : IEqualityComparer<MappingProblem>
    {
        public static readonly Same Problem = new();

        public bool Equals(MappingProblem? x, MappingProblem? y) => (x?.Field, x?.ProgId, x?.Kind) == (y?.Field, y?.ProgId, y?.Kind);

        public int GetHashCode(MappingProblem obj) => HashCode.Combine(obj.Field, obj.ProgId, obj.Kind);
    }
}
