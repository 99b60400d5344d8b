using Connector.Dashboard.Paging;
using Connector.Dashboard.Security;
using Connector.Jobs.Notices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What a person should know of now.</summary>
internal static class NoticeEndpoints
{
    public static void MapNotices(this IEndpointRouteBuilder api)
    {
        api.MapGet("/notices", ListAsync).WithTags("notices").WithSummary("The notices that are open, the urgent and the oldest first, and whether they were taken where they are posted to.");
        api.MapChanges("/notices/test").WithTags("notices").MapPost("", TestAsync)
            .WithSummary("Asks a worker to post a notice that says nothing, and to take it back: the list says what became of it.");
    }

    private static async Task<Ok<ItemList<OpenNotice>>> ListAsync([AsParameters] PageQuery part, Notices notices, CancellationToken cancellationToken) =>
        TypedResults.Ok(part.Of(await notices.ListAsync(cancellationToken)));

    private static async Task<Results<Ok<TestedNotice>, ProblemHttpResult>> TestAsync(
        NoticeTest test, Notices notices, TimeProvider time, CancellationToken cancellationToken) =>
        Refusals.OfName(test.By) is { } refusal ? refusal : TypedResults.Ok(new TestedNotice(await notices.TestAsync(test.By!, time.GetUtcNow(), cancellationToken)));
}

/// <summary>A test is asked for.</summary>
/// <param name="By">1 to 100 printable characters.</param>
internal sealed record NoticeTest(string? By);

/// <summary>A test that was asked for.</summary>
/// <param name="Key">The notice's key in the list.</param>
internal sealed record TestedNotice(string Key);
