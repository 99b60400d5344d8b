using System.Text.Json;
using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>The calls that contacts, persons and sales have alike. Source: SuperOffice's descriptions of <c>v1/Contact</c>, <c>v1/Person</c>, <c>v1/Sale</c>.</summary>
internal sealed class EntityCalls<T>(ApiCaller api, CrmEntity entity, WritePrecondition precondition, Func<JsonElement, int, T> read)
    where T : CrmRecord
{
    private static readonly TimeSpan UniqueAfter = TimeSpan.FromSeconds(2);

    /// <summary>The record, or null if there is none.</summary>
    public async Task<T?> GetAsync(int id, CancellationToken cancellationToken)
    {
        if (id <= 0)
        {
            // The API would answer with a blank record for some of these.
            return null;
        }

        var answer = await api.SendAsync(ApiCall.Get($"v1/{entity}/{{id}}", $"v1/{entity}/{id}"), mayBeMissing: true, cancellationToken);
        return answer.IsNotFound ? null : answer.Read(root => Dated(read(root, id), answer.Date));
    }

    /// <summary>A blank record with the tenant's defaults.</summary>
    public async Task<RecordDraft> DefaultAsync(CancellationToken cancellationToken)
    {
        var path = $"v1/{entity}/default";
        var answer = await api.SendAsync(ApiCall.Get(path, path), mayBeMissing: false, cancellationToken);
        return answer.Read(root => new RecordDraft(entity, root));
    }

    /// <summary>Creates what differs from the defaults as told.</summary>
    public async Task<T> CreateAsync(NewRecord wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var draft = await DefaultAsync(cancellationToken);
        wanted.Fill(draft);
        return await CreateAsync(draft, cancellationToken);
    }

    /// <summary>Creates a record; the API answers 200 with it.</summary>
    public async Task<T> CreateAsync(RecordDraft draft, CancellationToken cancellationToken)
    {
        Check(draft, 0);
        var path = $"v1/{entity}";
        var answer = await api.SendAsync(new ApiCall(HttpMethod.Post, path, path) { Body = draft.ToBody() }, mayBeMissing: false, cancellationToken);
        return answer.Read(root => root.Integer(RecordReader.KeyOf(entity)) is var id and > 0
            ? read(root, id)
            : throw new JsonException("the new record has no id"));
    }

    /// <summary>Replaces the whole record, unless it changed since it was read.</summary>
    public async Task<T> ReplaceAsync(RecordDraft draft, CancellationToken cancellationToken)
    {
        Check(draft, draft.Id);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draft.Id, nameof(draft));
        var call = new ApiCall(HttpMethod.Put, $"v1/{entity}/{{id}}", $"v1/{entity}/{draft.Id}")
        {
            Body = draft.ToBody(),
            UnmodifiedSince = precondition == WritePrecondition.None ? null : draft.ReadVersion,
        };
        var answer = await api.SendAsync(call, mayBeMissing: false, cancellationToken);
        return answer.Read(root => read(root, draft.Id));
    }

    private static T Dated(CrmRecord record, DateTimeOffset? answeredAt) =>
        (T)(record with { IsVersionUnique = answeredAt - record.UpdatedDate >= UniqueAfter });

    private void Check(RecordDraft draft, int id)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Entity != entity || draft.Id != id)
        {
            throw new ArgumentException($"This is a draft of {draft.Entity} {draft.Id}, not of {entity} {id}.", nameof(draft));
        }
    }
}
