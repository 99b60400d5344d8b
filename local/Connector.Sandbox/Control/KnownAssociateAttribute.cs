using System.ComponentModel.DataAnnotations;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Control;

/// <summary>The value is the id of one of the tenant's users.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KnownAssociateAttribute() : ValidationAttribute("The field {0} must be one of 11 (ANNA), 12 (BERND), 13 (CARLA), 77 (CONN).")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is int id && Associates.Find(id) is not null);
}
