using System.Collections.Concurrent;
using Connector.Enrichment.V1;
using Connector.Jobs.Accounts;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Enriching;

/// <summary>Asks the enricher, with a deadline and a key under which the answer is one and the same.</summary>
public sealed class Enricher(EnrichmentService.EnrichmentServiceClient client, IOptions<WorkerOptions> options, TimeProvider time)
{
    // Longer than the enricher waits.
    private static readonly TimeSpan CheckDeadline = TimeSpan.FromSeconds(12);

    // The most that Explorer:BreakerPause may be.
    private static readonly TimeSpan News = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, long Told)> _resumed = new(StringComparer.Ordinal);

    /// <summary>A person lifted the tenant's hold: whatever an enricher remembers of the Company Explorer's failures, it asks.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="at">When, by Redis' clock: all workers tell the same, and each enricher heeds it once.</param>
    internal void Resumed(string tenant, DateTimeOffset at) => _resumed[tenant] = (at, time.GetTimestamp());

    /// <summary>Asks about a contact or a person.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="asking">Which analysis of the question is meant.</param>
    /// <param name="cancellationToken">Ends the wait, and the question.</param>
    /// <returns>The answer, and the bytes it can be stored as.</returns>
    /// <exception cref="RpcException">There was no answer.</exception>
    public async Task<(Answer Answer, ReadOnlyMemory<byte> Stored)> AskAsync(
        string tenant, Question question, Asking asking, CancellationToken cancellationToken)
    {
        var context = new RequestContext
        {
            Tenant = tenant,
            IdempotencyKey = KeyOf(tenant, question, asking.Round),
            Force = asking.Force,
            ResumedAt = _resumed.TryGetValue(tenant, out var resumed) && time.GetElapsedTime(resumed.Told) < News ? resumed.At.ToUnixTimeMilliseconds() : 0,
        };
        var deadline = time.GetUtcNow().UtcDateTime + options.Value.EnrichDeadline;
        if (question.Entity.Kind == EntityKind.Contact)
        {
            var request = new EnrichContactRequest { Context = context, Company = question.Company };
            var response = await client.EnrichContactAsync(request, deadline: deadline, cancellationToken: cancellationToken);
            return (Answer.Of(response), response.ToByteArray());
        }
        else
        {
            var request = new EnrichPersonRequest
            {
                Context = context,
                Company = question.Company,
                PersonId = question.Entity.Id,
                JobTitle = question.JobTitle,
            };
            var response = await client.EnrichPersonAsync(request, deadline: deadline, cancellationToken: cancellationToken);
            return (Answer.Of(response), response.ToByteArray());
        }
    }

    /// <summary>Whether a question of the tenant's could be asked; asks none, and costs nothing.</summary>
    /// <exception cref="RpcException">It could not.</exception>
    public async Task CheckAsync(string tenant, CancellationToken cancellationToken)
    {
        try
        {
            await client.CheckExplorerAsync(
                new CheckExplorerRequest { Tenant = tenant }, deadline: time.GetUtcNow().UtcDateTime + CheckDeadline, cancellationToken: cancellationToken);
        }
        catch (RpcException before) when (before.StatusCode == StatusCode.Unimplemented)
        {
            // An enricher of the version before, which cannot tell.
        }
    }

    /// <summary>
    /// At most 14 + 18 + 64 + 28 characters and three colons: within the contract's 128. Covers all that is sent, not only what is worth a new question:
    /// who honours such keys refuses one that comes again with something else.
    /// </summary>
    internal static string KeyOf(string tenant, Question question, string round)
    {
        var company = question.Company;
        var sent = Writing.Fingerprint.Of(
            "sent", question.Fingerprint, company.Name, company.Website, company.City, company.OrgNumber, question.JobTitle);
        return $"{tenant}:{question.Entity}:{sent}" + (round.Length == 0 ? "" : $":{round}");
    }
}
