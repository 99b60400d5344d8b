using System.Text;
using System.Text.Json;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Undo;

/// <summary>What a request of kind <see cref="RequestKind.Undo"/> carries.</summary>
/// <param name="Batch">What is undone together.</param>
/// <param name="Fields">What is to be given back.</param>
public sealed record UndoDetail(string Batch, IReadOnlyList<UndoField> Fields)
{
    /// <summary>Reads a request's detail.</summary>
    /// <exception cref="JsonException">It is none of this kind.</exception>
    public static UndoDetail Parse(string? detail) =>
        JsonSerializer.Deserialize(detail ?? "", JobsJson.Default.UndoDetail) ?? throw new JsonException("An undo has no detail.");
}

/// <summary>Lets writes be undone, each entity by a pass under its account's lease; see <see cref="JobRequests"/>.</summary>
public sealed class Undoing(WriteHistory history, JobRequests requests)
{
    /// <summary>Undoes what <see cref="UndoPlan"/> says of a selection, by what Redis remembers. Asked again, it plans anew: what is undone stays so.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="selection">Which writes.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Ends it; what has been submitted stays.</param>
    /// <returns>Left out are fields whose values are too long for a request.</returns>
    /// <exception cref="ArgumentException">Nothing is selected.</exception>
    public async Task<Submitted> UndoAsync(string tenant, UndoSelection selection, string by, CancellationToken cancellationToken)
    {
        var plan = await UndoPlan.MakeAsync(tenant, history.ReadAsync(tenant, cancellationToken), selection, certain: true, cancellationToken);
        var batch = JobIds.New();
        var asked = plan.Entities.SelectMany(entity => RequestsOf(tenant, batch, entity, by)).ToList();
        var fitting = asked.Where(Fits).ToList();
        await requests.SubmitAllAsync(
            fitting, new Deed(by, "undo", tenant, $"{plan.Fields} fields of {plan.Entities.Count} records, batch {batch}"), cancellationToken);
        return new Submitted(batch, fitting.Count, asked.Count - fitting.Count);
    }

    /// <summary>What has to be asked for to undo writes to one entity: its fields in one request, or in more where their values are long.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="batch">What is undone together.</param>
    /// <param name="entity">What to undo.</param>
    /// <param name="by">Who asks.</param>
    public static IEnumerable<JobRequest> RequestsOf(string tenant, string batch, UndoEntity entity, string by) =>
        Details(batch, entity.Fields).Select(detail => new JobRequest
        {
            Tenant = tenant,
            Account = entity.Account.Account,
            Entity = entity.Entity,
            Kind = RequestKind.Undo,
            By = by,
            Detail = detail,
        });

    /// <summary>False for a single field whose values are too long for a request.</summary>
    public static bool Fits(JobRequest request) => Encoding.UTF8.GetByteCount(request.Detail ?? "") <= JobRequest.MostDetail;

    private static IEnumerable<string> Details(string batch, IReadOnlyList<UndoField> fields)
    {
        var detail = JsonSerializer.Serialize(new UndoDetail(batch, fields), JobsJson.Default.UndoDetail);
        return fields.Count == 1 || Encoding.UTF8.GetByteCount(detail) <= JobRequest.MostDetail
            ? [detail]
            : Details(batch, [.. fields.Take(fields.Count / 2)]).Concat(Details(batch, [.. fields.Skip(fields.Count / 2)]));
    }
}
