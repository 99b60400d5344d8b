namespace Connector.SuperOffice.Identity;

/// <summary>Who we are in the tenant.</summary>
/// <param name="AssociateId">The associate our writes are recorded under; null if it could not be found out.</param>
/// <param name="Source">Where the id is from: <c>currentPrincipal</c>, <c>id_token</c>, <c>configured</c> or <c>unknown</c>.</param>
/// <param name="Dedicated">
/// True if the id is ours alone, so that its events are our echoes; false if a person uses it too. As configured, else true for a system
/// user: by the way we log in, or because SuperOffice says that the id is one.
/// </param>
public sealed record CrmIdentity(int? AssociateId, string Source, bool Dedicated)
{
    /// <summary>
    /// The company that owns the CRM, as the company of the employee we log in as; null if it is not known, as for a system user, who works nowhere.
    /// </summary>
    public int? OwnContactId { get; init; }
}
