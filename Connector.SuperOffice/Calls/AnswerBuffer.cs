namespace Connector.SuperOffice.Calls;

/// <summary>
/// The innermost handler: reads the whole answer, up to a limit, before anybody looks at it. So a connection that breaks within
/// the body is a failure of the attempt, and repeated like one, instead of half an answer.
/// </summary>
internal sealed class AnswerBuffer : DelegatingHandler
{
    /// <summary>Largest answer accepted, in bytes.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(CallMarks.Sent, true);
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
