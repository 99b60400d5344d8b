using System.ComponentModel.DataAnnotations;
using Connector.Dashboard.Paging;
using Connector.Dashboard.Security;
using Connector.Jobs.Erasing;
using Connector.Jobs.Journal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>Directories of journals on several machines, and the erasures that wait for them.</summary>
internal static class JournalEndpoints
{
    public static void MapJournals(this IEndpointRouteBuilder api)
    {
        api.MapGet("/erasures", ListErasuresAsync).WithTags("erase")
            .WithSummary("What was erased, the last first. 'missing' are the directories of journals that have still to erase it: until there are none, the erasure is not over. Receipts hold no names.");
        api.MapGet("/journals", ListAsync).WithTags("journals")
            .WithSummary("The directories of journals, one for each machine or volume: who used it last and when, and how many erasures it has still to do.");
        api.MapChanges("/journals/{directory}/forget").WithTags("journals").MapPost("", ForgetAsync)
            .WithSummary("Declares that a directory and its disk no longer exist: nothing waits for it any more. Should it come back, it erases first what it missed.");
    }

    private static async Task<Ok<ItemList<ErasureReceipt>>> ListErasuresAsync(
        [Range(1, PageQuery.MostTake)] int? take, Erasures erasures, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ItemList<ErasureReceipt>(await erasures.ListAsync(take ?? Page.DefaultTake, cancellationToken)));

    private static async Task<Ok<ItemList<JournalDirectory>>> ListAsync(
        [AsParameters] PageQuery part, JournalDirectories directories, CancellationToken cancellationToken) =>
        TypedResults.Ok(part.Of(await directories.ListAsync(cancellationToken)));

    private static async Task<Results<Ok<JournalDirectory>, ProblemHttpResult>> ForgetAsync(
        string directory, ForgetRequest request, JournalDirectories directories, CancellationToken cancellationToken)
    {
        if ((Refusals.OfName(request.By) ?? Refusals.OfReason(request.Reason)) is { } refusal)
        {
            return refusal;
        }

        return await directories.ForgetAsync(directory, request.By!, request.Reason!, cancellationToken) switch
        {
            ForgetVerdict.Unknown => Refusals.NotFound($"There is no directory of journals {directory}: connector journals list names them."),
            ForgetVerdict.InUse => TypedResults.Problem("A worker uses that directory. Stop it first, if its disk is to go.", statusCode: StatusCodes.Status409Conflict),
            _ => TypedResults.Ok((await directories.ListAsync(cancellationToken)).Single(one => one.Id == directory)),
        };
    }
}

/// <summary>A directory of journals no longer exists.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="Reason">Why: 1 to 500 printable characters.</param>
internal sealed record ForgetRequest(string? By, string? Reason);
