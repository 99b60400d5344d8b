extern alias enricher;

using System.Collections.Concurrent;
using enricher::Connector.Enrichment.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Connector.Worker.Tests.World;

/// <summary>The enricher's side of the contract, answering what a test scripted; without a script it knows every company.</summary>
internal sealed class ScriptedEnricher : EnrichmentService.EnrichmentServiceBase
{
    private readonly ConcurrentDictionary<string, int> _asked = new();

    private const string UsualIntro = "We saw your trucks.";

    /// <summary>Consulted before each answer, with the entity and how often it was asked about, beginning with 1; null for the usual one.</summary>
    public Func<string, int, CancellationToken, Task<EnrichContactResponse?>>? OnContact { get; set; }

    /// <summary>The vertical it sees in every company.</summary>
    public string Vertical { get; set; } = "Logistics";

    /// <summary>The introduction it has for every person.</summary>
    public string Intro { get; set; } = UsualIntro;

    /// <summary>The website it finds for every company; empty: it names none.</summary>
    public string Website { get; set; } = "";

    /// <summary>How sure it is; null: it does not say.</summary>
    public double? Confidence { get; set; }

    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>Keys of the questions that demanded a new analysis.</summary>
    public ConcurrentQueue<string> Forced { get; } = new();

    public int Asked(string entity) => _asked.GetValueOrDefault(entity);

    public void Reset()
    {
        OnContact = null;
        Vertical = "Logistics";
        Intro = UsualIntro;
        Website = "";
        Confidence = null;
        _asked.Clear();
        Keys.Clear();
        Forced.Clear();
    }

    public override async Task<EnrichContactResponse> EnrichContact(EnrichContactRequest request, ServerCallContext context)
    {
        var entity = $"contact:{request.Company.ContactId}";
        var time = Note(entity, request.Context);
        if (OnContact is { } script && await script(entity, time, context.CancellationToken) is { } answer)
        {
            return answer;
        }

        return new EnrichContactResponse
        {
            Enriched = new ContactEnrichment
            {
                Vertical = Vertical,
                Summary = $"{request.Company.Name} moves goods.",
                Opener = $"Dear {request.Company.Name},",
                Analysis = Facts(new Money { Amount = "0.0123", Currency = "EUR" }),
            },
        };
    }

    public override Task<EnrichPersonResponse> EnrichPerson(EnrichPersonRequest request, ServerCallContext context)
    {
        Note($"person:{request.PersonId}", request.Context);
        return Task.FromResult(new EnrichPersonResponse
        {
            Enriched = new PersonEnrichment
            {
                Role = request.JobTitle,
                Subject = $"For {request.Company.Name}",
                Intro = Intro,
                Analysis = Facts(cost: null),
            },
        });
    }

    public static EnrichContactResponse StillProcessing(TimeSpan retryAfter) =>
        new() { StillProcessing = new StillProcessing { RetryAfter = Duration.FromTimeSpan(retryAfter) } };

    public static EnrichContactResponse Refused(RefusalReason reason) => new() { Refused = new Refusal { Reason = reason, Detail = "why" } };

    public static RpcException Failure(StatusCode code, TimeSpan? retryAfter = null)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = "scripted" };
        if (retryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status.ToRpcException();
    }

    private AnalysisInfo Facts(Money? cost)
    {
        var facts = new AnalysisInfo { Cost = cost, Model = "scripted-1", Website = Website };
        if (Confidence is { } confidence)
        {
            facts.Confidence = confidence;
        }

        return facts;
    }

    private int Note(string entity, RequestContext context)
    {
        Keys.Enqueue(context.IdempotencyKey);
        if (context.Force)
        {
            Forced.Enqueue(context.IdempotencyKey);
        }

        return _asked.AddOrUpdate(entity, 1, (_, times) => times + 1);
    }
}
