namespace Connector.Enricher.Providers;

/// <summary>Somebody who knows about companies and the persons working there. The Company Explorer is the one there is.</summary>
public interface IEnrichmentProvider
{
    /// <summary>
    /// Asks about one entity. Asking again with the same <see cref="Question.IdempotencyKey"/> must not start a second analysis where the
    /// other side can help it.
    /// </summary>
    /// <returns>What the provider said, as it said it: untrusted text, neither cleaned nor compared with the question.</returns>
    /// <exception cref="ProviderException">There is no answer, for one of the reasons of <see cref="ProviderFailure"/>.</exception>
    Task<ProviderAnswer> AskAsync(Question question, CancellationToken cancellationToken);

    /// <summary>Whether it could be asked for the tenant. Asks nothing that is charged.</summary>
    /// <exception cref="ProviderException">It could not.</exception>
    Task CheckAsync(string tenant, CancellationToken cancellationToken);
}
