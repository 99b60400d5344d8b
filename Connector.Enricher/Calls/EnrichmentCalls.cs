using System.Diagnostics;
using Connector.Enricher.Answers;
using Connector.Enricher.Providers;
using Connector.Enrichment.V1;
using Connector.ServiceDefaults.Faults;
using Grpc.Core;

namespace Connector.Enricher.Calls;

/// <summary>The gRPC service of <c>protos/connector/enrichment/v1/enrichment.proto</c>, whose comments are the contract.</summary>
internal sealed class EnrichmentCalls(
    IEnrichmentProvider provider, EnricherMetrics metrics, TimeProvider time, ILogger<EnrichmentCalls> logger)
    : EnrichmentService.EnrichmentServiceBase
{
    public override async Task<EnrichContactResponse> EnrichContact(EnrichContactRequest request, ServerCallContext context)
    {
        var question = RequestCheck.Check(request);
        var asked = new Asked(request.Context.Tenant, $"c{question.ContactId}", time.GetTimestamp());
        var answer = AnswerRules.ForContact(question, await AskAsync(question, asked, context));
        Record(asked, answer.OutcomeCase.ToString(), answer.Refused);
        return answer;
    }

    public override async Task<EnrichPersonResponse> EnrichPerson(EnrichPersonRequest request, ServerCallContext context)
    {
        var question = RequestCheck.Check(request);
        var asked = new Asked(request.Context.Tenant, $"p{request.PersonId}", time.GetTimestamp());
        var answer = AnswerRules.ForPerson(question, await AskAsync(question, asked, context));
        Record(asked, answer.OutcomeCase.ToString(), answer.Refused);
        return answer;
    }

    /// <summary>Not logged: who asks says it, once.</summary>
    public override async Task<CheckExplorerResponse> CheckExplorer(CheckExplorerRequest request, ServerCallContext context)
    {
        try
        {
            await provider.CheckAsync(RequestCheck.Check(request), context.CancellationToken);
            return new CheckExplorerResponse();
        }
        catch (ProviderException exception)
        {
            throw CallErrors.Of(exception);
        }
    }

    private async Task<ProviderAnswer> AskAsync(Question question, Asked asked, ServerCallContext context)
    {
        Activity.Current?.SetTag("connector.tenant", asked.Tenant).SetTag("connector.entity", asked.Entity);
        try
        {
            Steps.Announce(Steps.BeforeExplorer);
            var answer = await provider.AskAsync(question, context.CancellationToken);
            Steps.Announce(Steps.AfterExplorer);
            return answer;
        }
        catch (ProviderException exception)
        {
            var reason = CallErrors.ReasonOf(exception.Failure);
            metrics.Answered(reason);
            EnricherLog.Failed(logger, asked.Tenant, asked.Entity, reason, exception.Message, Milliseconds(asked));
            throw CallErrors.Of(exception);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // The caller is gone or its deadline has passed; gRPC tells the status apart, nobody reads an answer.
            metrics.Answered("CANCELLED");
            EnricherLog.Abandoned(logger, asked.Tenant, asked.Entity, Milliseconds(asked));
            throw new RpcException(time.GetUtcNow() >= context.Deadline
                ? new Status(StatusCode.DeadlineExceeded, "The deadline passed before the Company Explorer answered.")
                : new Status(StatusCode.Cancelled, "The caller cancelled."));
        }
    }

    private void Record(Asked asked, string outcome, Refusal? refusal)
    {
        outcome = refusal is null ? outcome : $"{outcome}{refusal.Reason}";
        Activity.Current?.SetTag("connector.outcome", outcome);
        metrics.Answered(outcome);
        EnricherLog.Answered(logger, asked.Tenant, asked.Entity, outcome, Milliseconds(asked));
    }

    private long Milliseconds(Asked asked) => (long)time.GetElapsedTime(asked.Since).TotalMilliseconds;

    private readonly record struct Asked(string Tenant, string Entity, long Since);
}
