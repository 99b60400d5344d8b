using System.Collections.Immutable;

namespace Connector.Sandbox.Tenant.Database;

/// <summary>A user of the tenant.</summary>
internal sealed record AssociateRow(int Id, string Name, string FullName, string Email);

/// <summary>The tenant's users: three humans and the two the connector may log in as.</summary>
internal static class Associates
{
    public static AssociateRow Anna { get; } = new(11, "ANNA", "Anna Arnold", "anna@sandbox.example");

    public static AssociateRow Bernd { get; } = new(12, "BERND", "Bernd Becker", "bernd@sandbox.example");

    public static AssociateRow Carla { get; } = new(13, "CARLA", "Carla Conrad", "carla@sandbox.example");

    /// <summary>Consented to the connector; shared by no human.</summary>
    public static AssociateRow Connector { get; } = new(77, "CONN", "Connector Service", "connector@sandbox.example");

    /// <summary>The application's own user, no person.</summary>
    public static AssociateRow SystemUser { get; } = new(99, "SYSTEM", "Connector System User", "");

    /// <summary>The humans: persons of the company that owns the CRM.</summary>
    public static ImmutableList<AssociateRow> Humans { get; } = [Anna, Bernd, Carla];

    public static IReadOnlyList<AssociateRow> All { get; } = [Anna, Bernd, Carla, Connector, SystemUser];

    public static AssociateRow? Find(int id) => All.FirstOrDefault(associate => associate.Id == id);
}
