using System.Text.Json;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;
using Connector.Worker.Limits;
using Connector.Worker.Passes;

namespace Connector.Worker.Requests;

/// <summary>Undoes what a person wants undone at one entity.</summary>
internal sealed class Undoing(UndoneWrite write) : IRequestHandler
{
    public RequestKind Kind => RequestKind.Undo;

    public async Task<EntityResult> RunAsync(PassScope scope, PassJob request, CancellationToken cancellationToken)
    {
        UndoDetail detail;
        try
        {
            detail = UndoDetail.Parse(request.Detail);
        }
        catch (JsonException)
        {
            return RequestWork.Dead(request, "unreadable", "The undo does not say what is to be given back.");
        }

        return await write.RunAsync(
            scope, new UndoEntity(request.Entity, scope.Pass.Account, detail.Fields), detail.Batch, dryRun: false, cancellationToken);
    }
}
